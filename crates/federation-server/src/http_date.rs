//! Times as HTTP's header `Date` has them: the server's clock, by which devices with a wrong one sign their calls.
//!
//! Source: RFC 9110, section 5.6.7.

use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

/// A time such as `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn write(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(UtcOffset::UTC);
    let day = &moment.weekday().to_string()[..3];
    let month = &moment.month().to_string()[..3];
    let (hour, minute, second) = moment.to_hms();
    format!(
        "{day}, {:02} {month} {} {hour:02}:{minute:02}:{second:02} GMT",
        moment.day(),
        moment.year()
    )
}

/// Seconds since 1970 of such a text.
pub fn read(text: &str) -> Option<f64> {
    let mut words = text.split_once(", ")?.1.split(' ');
    let day: u8 = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = (1..=12)
        .filter_map(|month| Month::try_from(month).ok())
        .find(|month| month.to_string().get(..3) == Some(name))?;
    let year: i32 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<u8>().ok());
    let time = Time::from_hms(clock.next()??, clock.next()??, clock.next()??).ok()?;
    let date = Date::from_calendar_date(year, month, day).ok()?;
    Some(OffsetDateTime::new_utc(date, time).unix_timestamp() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_and_read_as_http_has_them() {
        // The example of RFC 9110.
        const EXAMPLE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
        let moment = OffsetDateTime::from_unix_timestamp(784_111_777);
        assert_eq!(moment.map(write), Ok(EXAMPLE.to_owned()));
        assert_eq!(read(EXAMPLE), Some(784_111_777.0));
        for wrong in ["", "Sun, 06", "Sun, 31 Feb 1994 08:49:37 GMT", "x, 1 Nox 1994 08:49:37 GMT"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
