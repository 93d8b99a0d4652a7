//! What a call carries so that the server knows which node it comes from.
//!
//! Source: `flwr/superlink/routers/fleet/node_auth.py` of Flower 1.42. The server takes a timestamp that is at most five
//! seconds ahead of its clock and 305 behind.

use time::OffsetDateTime;

/// Base64 of the public key, which is a PEM text.
pub const PUBLIC_KEY_HEADER: &str = "flwr-public-key";
/// The time of the call, as [`timestamp`] writes it.
pub const TIMESTAMP_HEADER: &str = "flwr-timestamp";
/// Base64 of the signature of the timestamp: ECDSA on P-384 with SHA-256, in DER.
pub const SIGNATURE_HEADER: &str = "flwr-signature";

/// A time in seconds since 1970 as the server reads it, such as `2026-01-31T12:00:00.250+00:00`; times of no calendar
/// are the beginning of 1970.
pub fn timestamp(seconds: f64) -> String {
    let milliseconds = (seconds * 1e3) as i128;
    let moment = OffsetDateTime::from_unix_timestamp_nanos(milliseconds.saturating_mul(1_000_000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second, thousandth) = moment.to_hms_milli();
    let month = u8::from(month);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{thousandth:03}+00:00")
}

/// A signature in DER, from the two numbers r and s of equal length one behind the other, as WebCrypto gives them.
///
/// Source: RFC 3279, section 2.2.3.
pub fn der_signature(r_and_s: &[u8]) -> Vec<u8> {
    let (r, s) = r_and_s.split_at(r_and_s.len() / 2);
    let body = [integer(r), integer(s)].concat();
    [&[0x30][..], &length(body.len()), &body].concat()
}

fn integer(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = &bytes[first..];
    // A number that begins with its highest bit would be negative, and no digit at all no number.
    let zero: &[u8] = if digits.first().is_none_or(|byte| *byte >= 0x80) { &[0] } else { &[] };
    [&[0x02][..], &length(zero.len() + digits.len()), zero, digits].concat()
}

fn length(length: usize) -> Vec<u8> {
    match length {
        ..0x80 => vec![length as u8],
        0x80..0x100 => vec![0x81, length as u8],
        0x100.. => vec![0x82, (length >> 8) as u8, length as u8],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_python_reads_them() {
        assert_eq!(timestamp(0.0), "1970-01-01T00:00:00.000+00:00");
        assert_eq!(timestamp(1_795_867_200.25), "2026-11-28T12:00:00.250+00:00");
        assert_eq!(timestamp(f64::NAN), timestamp(0.0));
        assert_eq!(timestamp(f64::INFINITY), timestamp(0.0));
    }

    #[test]
    fn signatures_are_two_positive_integers() {
        assert_eq!(der_signature(&[0, 5, 0x80, 1]), [0x30, 8, 2, 1, 5, 2, 3, 0, 0x80, 1]);
        assert_eq!(der_signature(&[0, 0]), [0x30, 6, 2, 1, 0, 2, 1, 0]);
        let long = der_signature(&[0xff; 96]);
        assert_eq!(&long[..6], [0x30, 102, 2, 49, 0, 0xff]);
        assert_eq!(der_signature(&[0x7f; 140])[..5], [0x30, 0x81, 144, 2, 70]);
    }
}
