//! Lays out what ts-rs writes on one line, as people write it.

/// Longest line.
const WIDTH: usize = 120;
const INDENT: &str = "  ";

/// A declaration with its documentation in front. A type that is one object becomes an interface.
pub fn laid_out(docs: &str, declaration: &str) -> String {
    let declaration = declaration.trim_end_matches(';');
    let (head, body) = declaration.split_once('=').expect("ts-rs declares types with =");
    let mut parser = Parser { rest: body.trim() };
    let alternatives = parser.union();
    let docs = documentation(docs, "");
    match &alternatives[..] {
        [Piece::Object(fields)] => {
            let head = head.replacen("type", "interface", 1);
            format!("{docs}export {}{}\n", head, block(fields, ""))
        }
        alternatives => {
            let flat: Vec<String> = alternatives.iter().map(Piece::flat).collect();
            let line = format!("export {head}= {};", flat.join(" | "));
            if line.len() <= WIDTH && alternatives.iter().all(Piece::is_short) {
                return format!("{docs}{line}\n");
            }
            let mut text = format!("{docs}export {head}=");
            for alternative in alternatives {
                text += "\n  | ";
                text += &alternative.broken(INDENT);
            }
            text + ";\n"
        }
    }
}

/// A part of a union.
enum Piece {
    Object(Vec<Field>),
    Plain(String),
}

/// A member of an object.
struct Field {
    docs: String,
    /// Such as `count: number`.
    text: String,
}

impl Piece {
    fn flat(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Object(fields) => {
                let fields: Vec<&str> = fields.iter().map(|field| field.text.as_str()).collect();
                format!("{{ {} }}", fields.join("; "))
            }
        }
    }

    /// Whether nothing is lost on one line.
    fn is_short(&self) -> bool {
        match self {
            Self::Plain(_) => true,
            Self::Object(fields) => fields.iter().all(|field| field.docs.is_empty()),
        }
    }

    fn broken(&self, indent: &str) -> String {
        match self {
            Self::Object(fields) if !self.is_short() => block(fields, &format!("{indent}{INDENT}")),
            _ => self.flat(),
        }
    }
}

/// `fields` in braces, one a line, of which the last is indented by `indent`.
fn block(fields: &[Field], indent: &str) -> String {
    let inner = format!("{indent}{INDENT}");
    let line =
        |Field { docs, text }: &Field| format!("{}{inner}{text};\n", documentation(docs, &inner));
    format!("{{\n{}{indent}}}", fields.iter().map(line).collect::<String>())
}

/// A comment, on one line where it has one.
fn documentation(docs: &str, indent: &str) -> String {
    let lines: Vec<&str> = docs
        .lines()
        .map(|line| line.trim().trim_start_matches("/**").trim_end_matches("*/"))
        .map(|line| line.trim_start_matches('*').trim())
        .collect();
    let text = lines.join("\n");
    match text.trim() {
        "" => String::new(),
        text if !text.contains('\n') => format!("{indent}/** {text} */\n"),
        text => {
            let lines = text.lines().map(|line| format!("{indent} * {line}"));
            let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
            format!("{indent}/**\n{}\n{indent} */\n", lines.join("\n"))
        }
    }
}

/// Reads unions of objects and plain types; objects within fields stay as they are.
struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn union(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            pieces.push(if self.rest.starts_with('{') { self.object() } else { self.plain() });
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix('|') {
                Some(rest) => self.rest = rest,
                None => return pieces,
            }
        }
    }

    fn object(&mut self) -> Piece {
        self.rest = &self.rest[1..];
        let mut fields = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix('}') {
                self.rest = rest;
                return Piece::Object(fields);
            }
            let docs = self.docs();
            let text = self.until(&[',', '}']);
            self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
            fields.push(Field { docs, text: unquoted(&text) });
        }
    }

    fn plain(&mut self) -> Piece {
        Piece::Plain(self.until(&['|']))
    }

    fn docs(&mut self) -> String {
        if !self.rest.starts_with("/**") {
            return String::new();
        }
        let end = self.rest.find("*/").expect("a comment ends") + 2;
        let (docs, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        docs.to_owned()
    }

    /// Everything before one of `ends` that stands in no bracket and no string.
    fn until(&mut self, ends: &[char]) -> String {
        let mut depth = 0_usize;
        let mut is_string = false;
        for (at, character) in self.rest.char_indices() {
            if !is_string && depth == 0 && ends.contains(&character) {
                return self.take(at);
            }
            match character {
                '"' => is_string = !is_string,
                '{' | '[' | '(' | '<' if !is_string => depth += 1,
                '}' | ']' | ')' | '>' if !is_string => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.take(self.rest.len())
    }

    fn take(&mut self, length: usize) -> String {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken.trim().to_owned()
    }
}

/// A field's text without quotes around its name, which ts-rs sets for the tag of an enum.
fn unquoted(field: &str) -> String {
    match field.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((name, rest)) => format!("{name}{rest}"),
        None => field.to_owned(),
    }
}
