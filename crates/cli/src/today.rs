use time::OffsetDateTime;

/// Today's date in UTC as `2026-01-31`, as the page dates its models.
pub fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}

/// This moment in UTC as `2026-01-31T12:00:00.000Z`, as browsers write it.
pub fn now() -> String {
    let now = OffsetDateTime::now_utc();
    let (hour, minute, second, millisecond) = now.time().as_hms_milli();
    format!("{}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z", now.date())
}
