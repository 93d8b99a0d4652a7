//! Tables whose cells are separated by commas, semicolons or tabs.

use csv_core::{ReadRecordResult, ReaderBuilder};

/// A quotation mark that opens a cell and is never closed: everything behind it would be one cell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OpenQuote {
    /// The line in which the row begins, from 1.
    pub line: usize,
}

/// The rows of a table, without the spaces around the cells; empty lines are none. Whichever of `,`, `;` and tab is
/// oftenest in the first line separates the cells.
///
/// # Errors
/// [`OpenQuote`].
pub(crate) fn rows(text: &str) -> Result<Vec<Vec<String>>, OpenQuote> {
    // A row that is not ended would be handed over in two parts.
    let text = format!("{}\n", text.trim_start_matches('\u{feff}'));
    let mut reader = ReaderBuilder::new().delimiter(separator(&text)).build();
    let (mut input, mut cells, mut ends) = (text.as_bytes(), vec![0; 1 << 10], vec![0; 1 << 6]);
    let (mut num_bytes, mut num_ends) = (0, 0);
    let (mut rows, mut line) = (Vec::new(), 1);
    loop {
        let (result, num_read, bytes_written, ends_written) =
            reader.read_record(input, &mut cells[num_bytes..], &mut ends[num_ends..]);
        input = &input[num_read..];
        num_bytes += bytes_written;
        num_ends += ends_written;
        match result {
            ReadRecordResult::OutputFull => cells.resize(2 * cells.len(), 0),
            ReadRecordResult::OutputEndsFull => ends.resize(2 * ends.len(), 0),
            ReadRecordResult::Record => {
                rows.push(cells_of(&cells, &ends[..num_ends]));
                (num_bytes, num_ends) = (0, 0);
                line = reader.line() as usize;
            }
            // The last row is over before the input is, unless a quotation mark holds it open.
            ReadRecordResult::InputEmpty if num_bytes > 0 || num_ends > 0 => {
                return Err(OpenQuote { line });
            }
            ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(rows),
        }
    }
}

fn separator(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |separator: &u8| head.bytes().filter(|byte| byte == separator).count();
    [b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b',')
}

/// The cells that end at `ends`.
fn cells_of(cells: &[u8], ends: &[usize]) -> Vec<String> {
    let begins = std::iter::once(&0).chain(ends);
    let cell = |(&begin, &end)| String::from_utf8_lossy(&cells[begin..end]).trim().to_owned();
    begins.zip(ends).map(cell).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_whatever_separates_the_cells() {
        for separator in [',', ';', '\t'] {
            let text = format!(
                "\u{feff}text{separator}class\r\n\"a{separator} \"\"b\"\"\nc\"{separator} x \n\nd{separator}y"
            );
            let rows = rows(&text).unwrap();
            let quoted = format!("a{separator} \"b\"\nc");
            assert_eq!(rows, [["text", "class"], [quoted.as_str(), "x"], ["d", "y"]]);
        }
        // Longer than what is set aside for a row at first, in bytes and in cells.
        let wide = ["cell"; 1000].join(",");
        assert_eq!(rows(&wide).unwrap(), [vec!["cell"; 1000]]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_found() {
        assert_eq!(rows("text\na\n\"b\nc\nd\n"), Err(OpenQuote { line: 3 }));
    }
}
