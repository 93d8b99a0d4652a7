//! WGSL as it stands in the `.wgsl` files, with the sizes of one layer put in.
//!
//! A driver makes the fastest code of a text without loops over small arrays, and a person reads one with loops more
//! easily. So the files have loops that are written out here, by lines of their own:
//!
//! | in the file | what becomes of it |
//! |---|---|
//! | `#for i in PIXELS` … `#end` | the lines between, once for each `i` from 0 to below the size |
//! | `#for y in 2, x in 2` … `#end` | the same for each `x` of each `y` |
//! | `#if RESIDUAL` … `#else` … `#end` | the first lines where the size is not 0, the second where it is |
//! | `{i}`, `{i * STRIDE + x}` | the number; products, sums and differences of names and numbers |
//! | `SIDE` outside of braces | stays: each size is a constant of the shader as well |
//!
//! A name that is not known stays as it is, and the shader does not compile: an error with the compiler's words.

use std::fmt::Write;

/// A name and its number.
pub type Size<'a> = (&'a str, usize);

/// The shader of `text` for a layer of these sizes.
pub fn expand(text: &str, sizes: &[Size]) -> String {
    let mut shader = String::new();
    for (name, value) in sizes {
        // Writing to a string cannot fail.
        let _ = writeln!(shader, "const {name}: u32 = {value}u;");
    }
    let lines: Vec<&str> = text.lines().collect();
    write_lines(&lines, sizes, &mut shader);
    shader
}

fn write_lines(lines: &[&str], sizes: &[Size], shader: &mut String) {
    let mut index = 0;
    while index < lines.len() {
        let words: Vec<&str> = lines[index].split_whitespace().collect();
        let length = block_length(&lines[index..]);
        let body = &lines[index + 1..(index + length).max(index + 1)];
        match words[..] {
            ["#for", ref loops @ ..] if rounds(loops, sizes).is_some() => {
                for round in rounds(loops, sizes).unwrap_or_default() {
                    write_lines(body, &[sizes, &round].concat(), shader);
                }
            }
            ["#if", name] if value_of(name, sizes).is_some() => {
                let middle = else_of(body);
                let chosen = match value_of(name, sizes) {
                    Some(0) => &body[(middle + 1).min(body.len())..],
                    _ => &body[..middle],
                };
                write_lines(chosen, sizes, shader);
            }
            _ => {
                substitute(lines[index], sizes, shader);
                index += 1;
                continue;
            }
        }
        index += length + 1;
    }
}

/// The values of the loops' names, the last one's changing soonest.
fn rounds<'a>(loops: &[&'a str], sizes: &[Size]) -> Option<Vec<Vec<Size<'a>>>> {
    let [name, "in", count, others @ ..] = loops else {
        return loops.is_empty().then(|| vec![Vec::new()]);
    };
    let count = value_of(count.trim_end_matches(','), sizes)?;
    let inner = rounds(others, sizes)?;
    let with_first =
        |number| inner.iter().map(move |round| [&[(*name, number)], &round[..]].concat());
    Some((0..count).flat_map(with_first).collect())
}

/// The number of lines from the first to the `#end` of the block that it opens.
fn block_length(lines: &[&str]) -> usize {
    let mut depth = 0_usize;
    let is_end = |line: &&str| {
        match line.split_whitespace().next() {
            Some("#for" | "#if") => depth += 1,
            Some("#end") => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    lines.iter().position(is_end).unwrap_or(lines.len())
}

/// The place of a block's own `#else`, or its end.
fn else_of(body: &[&str]) -> usize {
    let mut depth = 0_usize;
    let is_else = |line: &&str| match line.split_whitespace().next() {
        Some("#for" | "#if") => {
            depth += 1;
            false
        }
        Some("#end") => {
            depth = depth.saturating_sub(1);
            false
        }
        Some("#else") => depth == 0,
        _ => false,
    };
    body.iter().position(is_else).unwrap_or(body.len())
}

/// Writes a line with the numbers in place of what stands in braces.
fn substitute(line: &str, sizes: &[Size], shader: &mut String) {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let inside =
            after.split_once('}').and_then(|(sum, after)| Some((evaluate(sum, sizes)?, after)));
        shader.push_str(before);
        match inside {
            Some((value, after)) => {
                let _ = write!(shader, "{value}");
                rest = after;
            }
            // A brace of the language.
            None => {
                shader.push('{');
                rest = after;
            }
        }
    }
    shader.push_str(rest);
    shader.push('\n');
}

/// The value of sums and differences of products of names and numbers. It is never below zero.
fn evaluate(sum: &str, sizes: &[Size]) -> Option<usize> {
    let product = |product: &str| {
        product.split('*').map(|factor| value_of(factor.trim(), sizes)).product::<Option<usize>>()
    };
    let (mut added, mut taken) = (0, 0);
    for terms in sum.split('+') {
        let mut terms = terms.split('-').map(product);
        added += terms.next()??;
        taken += terms.sum::<Option<usize>>()?;
    }
    added.checked_sub(taken)
}

/// The innermost of several with one name counts.
fn value_of(name: &str, sizes: &[Size]) -> Option<usize> {
    let size = sizes.iter().rev().find(|(known, _)| *known == name);
    size.map(|(_, value)| *value).or_else(|| name.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str, sizes: &[Size]) -> String {
        let shader = expand(text, sizes);
        let lines = shader.lines().filter(|line| !line.starts_with("const"));
        lines.map(str::trim).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn sizes_are_constants_of_the_shader() {
        assert_eq!(expand("a;", &[("SIDE", 7)]), "const SIDE: u32 = 7u;\na;\n");
    }

    #[test]
    fn loops_are_written_out() {
        let text = "#for i in N\n#for x in 2\nv{i}_{x * N + i} = {x};\n#end\n#end\nlast;";
        assert_eq!(body(text, &[("N", 2)]), "v0_0 = 0;|v0_2 = 1;|v1_1 = 0;|v1_3 = 1;|last;");
        assert_eq!(body("#for i in N\nv{i};\n#end", &[("N", 0)]), "");
    }

    #[test]
    fn loops_may_stand_in_one_line_and_numbers_be_differences() {
        let text = "#for y in N, x in 2\nv{y}_{1 - x + 3 * y - y};\n#end\nlast;";
        assert_eq!(body(text, &[("N", 2)]), "v0_1;|v0_0;|v1_3;|v1_2;|last;");
        assert_eq!(body("{1 - 2}", &[]), "{1 - 2}");
    }

    #[test]
    fn conditions_choose() {
        let text = "#if A\n#if B\nab;\n#else\na;\n#end\n#else\nnone;\n#end\nlast;";
        assert_eq!(body(text, &[("A", 1), ("B", 1)]), "ab;|last;");
        assert_eq!(body(text, &[("A", 1), ("B", 0)]), "a;|last;");
        assert_eq!(body(text, &[("A", 0), ("B", 1)]), "none;|last;");
        assert_eq!(body("#if A\na;\n#end", &[("A", 0)]), "");
    }

    #[test]
    fn braces_of_the_language_and_unknown_names_stay() {
        let text = "if (a) { return; }|fn f() {|{unknown}|}";
        assert_eq!(body(text, &[]), text);
        assert_eq!(body("#for i in WHAT\nx;\n#end", &[]), "#for i in WHAT|x;|#end");
    }
}
