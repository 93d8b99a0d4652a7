//! WGSL with repeated lines written out.
//!
//! A kernel keeps a tile of values in registers, and WGSL has no registers that a loop could count through: an array
//! lives in memory. So a text says `@each i: 0..4, j: 0..2`, lines with `$(i)` or `$(2*i+j)` in them, and `@end`;
//! the lines are then written once for each `i` and `j`. A bound may be one of the kernel's sizes, and `0..HAS_BIAS`
//! keeps or drops lines. Every size is also a WGSL constant of its name.

use std::fmt::Write;

/// The name and the value of a number that a text is written out with.
pub(super) type Size = (&'static str, usize);

/// The whole text of a kernel.
pub(super) fn expand(template: &str, sizes: &[Size]) -> String {
    let mut text = String::new();
    let mut known: Vec<(&str, usize)> = Vec::new();
    for &(name, value) in sizes {
        // Writing to a string never fails.
        let _ = writeln!(text, "const {name}: u32 = {value}u;");
        known.push((name, value));
    }
    let lines: Vec<&str> = template.lines().filter(|line| !is_comment(line)).collect();
    write_lines(&lines, &mut known, &mut text);
    text
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

fn write_lines<'a>(lines: &[&'a str], known: &mut Vec<(&'a str, usize)>, text: &mut String) {
    let mut rest = lines;
    while let Some((line, others)) = rest.split_first() {
        rest = others;
        match line.trim().strip_prefix("@each ") {
            Some(header) => {
                let length = length_of_block(rest);
                repeat(header, &rest[..length], known, text);
                rest = rest.get(length + 1..).unwrap_or_default();
            }
            None => write_line(line, known, text),
        }
    }
}

/// The number of lines before the `@end` that belongs to a header just read.
fn length_of_block(lines: &[&str]) -> usize {
    let mut depth = 0;
    for (index, line) in lines.iter().enumerate() {
        let line = line.trim();
        match line {
            "@end" if depth == 0 => return index,
            "@end" => depth -= 1,
            _ if line.starts_with("@each ") => depth += 1,
            _ => {}
        }
    }
    lines.len()
}

/// Writes a block for each value of the header's first name, and within that for each of the others.
fn repeat<'a>(
    header: &'a str,
    block: &[&'a str],
    known: &mut Vec<(&'a str, usize)>,
    text: &mut String,
) {
    let (first, others) = header.split_once(", ").map_or((header, None), |(a, b)| (a, Some(b)));
    let Some((name, range)) = first.split_once(": ") else { return };
    let Some((begin, end)) = range.split_once("..") else { return };
    for value in number(begin, known)..number(end, known) {
        known.push((name, value));
        match others {
            Some(others) => repeat(others, block, known, text),
            None => write_lines(block, known, text),
        }
        known.pop();
    }
}

fn write_line(line: &str, known: &[(&str, usize)], text: &mut String) {
    let mut rest = line.trim_start();
    while let Some((before, after)) = rest.split_once("$(") {
        let (sum, after) = after.split_once(')').unwrap_or((after, ""));
        let _ = write!(text, "{before}{}", number(sum, known));
        rest = after;
    }
    text.push_str(rest);
    text.push('\n');
}

/// The value of sums, differences and products of numbers and names, such as `2*i+j-1`.
fn number(sum: &str, known: &[(&str, usize)]) -> usize {
    let product =
        |factors: &str| -> usize { factors.split('*').map(|one| value(one, known)).product() };
    let terms = sum.split('+').map(|term| {
        let mut parts = term.split('-').map(product);
        (parts.next().unwrap_or(0), parts.sum::<usize>())
    });
    let (plus, minus) = terms.fold((0, 0), |(plus, minus), (p, m)| (plus + p, minus + m));
    plus - minus
}

fn value(name: &str, known: &[(&str, usize)]) -> usize {
    match name.trim().parse() {
        Ok(value) => value,
        // A name that is not known gives a text that does not compile, which is an error with its line.
        Err(_) => {
            known.iter().rev().find(|(other, _)| *other == name.trim()).map_or(0, |(_, v)| *v)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn lines_are_written_for_each_value_and_sizes_are_constants() {
        let template =
            "// a comment\n@each i: 0..2, j: 0..N\nlet a$(i)_$(2*i+j) = b$(i+2-j);\n@end\nend";
        let expected = "const N: u32 = 2u;\nlet a0_0 = b2;\nlet a0_1 = b1;\nlet a1_2 = b3;\nlet a1_3 = b2;\nend\n";
        assert_eq!(expand(template, &[("N", 2)]), expected);
    }

    #[test]
    fn blocks_lie_within_blocks_and_a_bound_of_zero_drops_them() {
        let template = "@each i: 0..2\n{\n@each j: 0..HAS\n  $(i)$(j)\n@end\n}\n@end";
        assert_eq!(expand(template, &[("HAS", 0)]), "const HAS: u32 = 0u;\n{\n}\n{\n}\n");
        assert_eq!(expand(template, &[("HAS", 1)]), "const HAS: u32 = 1u;\n{\n00\n}\n{\n10\n}\n");
    }
}
