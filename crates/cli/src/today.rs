use time::OffsetDateTime;

/// Today's date in UTC as `2026-01-31`, as the page dates its models.
pub fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}
