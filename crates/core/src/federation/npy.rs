//! Arrays of floats as NumPy's files hold them, which is how Flower's pieces of arrays begin.
//!
//! Source: NumPy, "A Simple File Format for NumPy Arrays", version 1.0 of the format.

use super::object::damaged;
use crate::error::FederationFault;

const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";
/// NumPy pads its head so that the first number of the shape may grow to so many digits, and to a multiple of 64 bytes.
const GROWTH_DIGITS: usize = 21;
const ALIGNMENT: usize = 64;
/// Dimensions of an array: heads have two, and biases one.
const MAX_DIMENSIONS: usize = 4;

/// A file of `values`, the same bytes as NumPy writes.
pub fn write(shape: &[usize], values: &[f32]) -> Vec<u8> {
    let numbers: Vec<String> = shape.iter().map(usize::to_string).collect();
    let tuple = match numbers.as_slice() {
        [one] => format!("({one},)"),
        many => format!("({})", many.join(", ")),
    };
    let mut head = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple}, }}");
    let first = numbers.first().map_or(GROWTH_DIGITS, String::len);
    head.extend(std::iter::repeat_n(' ', GROWTH_DIGITS.saturating_sub(first)));
    while !(MAGIC.len() + 2 + head.len() + 1).is_multiple_of(ALIGNMENT) {
        head.push(' ');
    }
    head.push('\n');
    let mut bytes = MAGIC.to_vec();
    bytes.extend((head.len() as u16).to_le_bytes());
    bytes.extend(head.bytes());
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}

/// The values of a file, if they are little-endian 32-bit floats in rows of `shape`, and finite.
///
/// # Errors
/// [`FederationFault::Damaged`].
pub fn read(bytes: &[u8], shape: &[usize]) -> Result<Vec<f32>, FederationFault> {
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("an array in another format"))?;
    let (length, rest) = rest.split_first_chunk().ok_or_else(|| damaged("an array cut short"))?;
    let length = usize::from(u16::from_le_bytes(*length));
    let (head, data) =
        rest.split_at_checked(length).ok_or_else(|| damaged("an array cut short"))?;
    let head = str::from_utf8(head).map_err(|_| damaged("an array without a head"))?;
    if !head.contains("'descr': '<f4'") || !head.contains("'fortran_order': False") {
        return Err(damaged("an array of other numbers than 32-bit floats in rows"));
    }
    if shape_of(head).as_deref() != Some(shape) {
        return Err(damaged("an array of another shape than it should have"));
    }
    let count = shape.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
    if count.and_then(|count| count.checked_mul(size_of::<f32>())) != Some(data.len()) {
        return Err(damaged("an array with too many or too few values"));
    }
    let (values, _) = data.as_chunks();
    let values: Vec<f32> = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(values),
        false => Err(damaged("an array with values that are no numbers")),
    }
}

fn shape_of(head: &str) -> Option<Vec<usize>> {
    let (_, behind) = head.split_once("'shape': (")?;
    let (tuple, _) = behind.split_once(')')?;
    let numbers = tuple.split(',').map(str::trim).filter(|number| !number.is_empty());
    let shape: Vec<usize> = numbers.map(|number| number.parse().ok()).collect::<Option<_>>()?;
    (shape.len() <= MAX_DIMENSIONS).then_some(shape)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        for shape in [&[3][..], &[2, 3], &[0], &[5, 1280], &[1, 2, 3]] {
            let count: usize = shape.iter().product();
            let values: Vec<f32> = (0..count).map(|index| index as f32 / 3.0 - 1.0).collect();
            let file = write(shape, &values);
            assert_eq!((file.len() - 4 * count) % ALIGNMENT, 0);
            assert_eq!(read(&file, shape).unwrap(), values);
            assert!(read(&file, &[7, 7]).is_err());
            assert!(read(&file[..file.len() - 1], shape).is_err());
            assert!(read(&[&file[..], &[0; 4]].concat(), shape).is_err());
        }
        assert!(read(&write(&[2], &[1.0, f32::NAN]), &[2]).is_err());
        let wide = write(&[1], &[1.0]).iter().map(|byte| *byte as char).collect::<String>();
        let other: Vec<u8> = wide.replace("<f4", ">f4").chars().map(|c| c as u8).collect();
        assert!(read(&other, &[1]).is_err());
    }

    #[test]
    fn altered_heads_are_refused_or_read_and_never_a_panic() {
        let file = write(&[2, 2], &[1.0; 4]);
        for index in 0..file.len() {
            for bit in 0..8 {
                let mut altered = file.clone();
                altered[index] ^= 1 << bit;
                let _ = read(&altered, &[2, 2]);
            }
        }
        assert!(read(&file, &[usize::MAX, 2]).is_err());
    }
}
