use time::{Date, Month};

/// The Julian day of 1970-01-01.
const JULIAN_DAY_OF_1970: i32 = 2_440_588;

/// Reads a day of the calendar, written exactly as `2026-01-31`, as the number of days since 1970-01-01.
///
/// ```
/// use kiln_core::feedback::parse_day;
/// assert_eq!(parse_day("1970-01-02"), Some(1));
/// assert_eq!(parse_day("2026-02-30"), None);
/// ```
pub fn parse_day(text: &str) -> Option<i32> {
    let is_shaped = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !is_shaped {
        return None;
    }
    let month = Month::try_from(text[5..7].parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(text[..4].parse().ok()?, month, text[8..].parse().ok()?);
    Some(date.ok()?.to_julian_day() - JULIAN_DAY_OF_1970)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_dates_of_ten_characters_are_days() {
        assert_eq!(parse_day("1970-01-01"), Some(0));
        assert_eq!(parse_day("2024-02-29"), Some(19_782));
        for text in
            ["2026-02-29", "2026-13-01", "2026-1-1", "+026-01-01", "2026-01-01T", "", "２０２６-1"]
        {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }
}
