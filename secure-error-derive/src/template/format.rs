//! The grammar of format strings (`std::fmt`): text, and holes with an argument and a specification.

/// A piece of a format string.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece {
    /// Literal text, with `{{` and `}}` still doubled.
    Text(String),
    Hole(Hole),
}

/// `{argument:spec}`
#[derive(Debug, PartialEq)]
pub(crate) struct Hole {
    pub(crate) argument: HoleArgument,
    pub(crate) spec: Spec,
}

#[derive(Debug, PartialEq)]
pub(crate) enum HoleArgument {
    /// `{}`
    Next,
    /// `{0}`
    Number(usize),
    /// `{name}`
    Name(String),
}

/// What stands behind the colon.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct Spec {
    /// Fill, alignment, sign, `#` and `0`, as written.
    pub(crate) flags: String,
    pub(crate) width: Option<Count>,
    pub(crate) precision: Option<Count>,
    /// `?`, `x`, `x?` …; empty for `Display`.
    pub(crate) kind: String,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Count {
    /// `5`
    Literal(String),
    /// `0$`, `width$`, and `*` for the next argument (precision only).
    Argument(HoleArgument),
}

impl Spec {
    /// Whether the hole is a plain `{…}`.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The specification as text, unless it depends on arguments.
    pub(crate) fn fixed(&self) -> Option<String> {
        let count = |count: &Option<Count>| match count {
            None => Some(String::new()),
            Some(Count::Literal(digits)) => Some(digits.clone()),
            Some(Count::Argument(_)) => None,
        };
        let dot = if self.precision.is_some() { "." } else { "" };
        Some(
            [
                self.flags.clone(),
                count(&self.width)?,
                dot.to_owned(),
                count(&self.precision)?,
                self.kind.clone(),
            ]
            .concat(),
        )
    }

    /// The formatting trait of `std::fmt` that this asks for.
    pub(crate) fn trait_name(&self) -> &'static str {
        match self.kind.as_str() {
            "" => "Display",
            "o" => "Octal",
            "x" => "LowerHex",
            "X" => "UpperHex",
            "p" => "Pointer",
            "b" => "Binary",
            "e" => "LowerExp",
            "E" => "UpperExp",
            _ => "Debug",
        }
    }
}

/// Reads a format string. The error says what to write instead.
pub(crate) fn parse(format: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = format;
    while let Some((before, brace, after)) = next_brace(rest) {
        text.push_str(before);
        if after.starts_with(brace) {
            text.extend([brace, brace]);
            rest = after.get(1..).unwrap_or_default();
            continue;
        }
        if brace == '}' {
            return Err("unmatched `}` in the message; write `}}`".to_owned());
        }
        let Some((inside, behind)) = split_hole(after) else {
            return Err("unmatched `{` in the message; write `{{`".to_owned());
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Hole(hole(inside)?));
        rest = behind;
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

/// What is inside a hole and what is behind it. In `{:}>3}` the first closing brace is the fill.
fn split_hole(text: &str) -> Option<(&str, &str)> {
    let (inside, behind) = text.split_once('}')?;
    if inside.ends_with(':') && behind.starts_with(['<', '^', '>']) {
        let end = inside.len() + 1 + behind.find('}')?;
        return Some((text.get(..end)?, text.get(end + 1..)?));
    }
    Some((inside, behind))
}

/// The text before the next brace, the brace, and what follows it.
fn next_brace(text: &str) -> Option<(&str, char, &str)> {
    let (before, from) = text.find(['{', '}']).and_then(|at| text.split_at_checked(at))?;
    let mut chars = from.chars();
    let brace = chars.next()?;
    Some((before, brace, chars.as_str()))
}

fn hole(inside: &str) -> Result<Hole, String> {
    let (argument, spec) = inside.split_once(':').unwrap_or((inside, ""));
    let argument = match argument.trim() {
        "" => HoleArgument::Next,
        number if number.bytes().all(|byte| byte.is_ascii_digit()) => HoleArgument::Number(index(number)?),
        name if is_identifier(name) => HoleArgument::Name(name.to_owned()),
        raw if raw.strip_prefix("r#").is_some_and(is_identifier) => {
            let name = raw.trim_start_matches("r#");
            return Err(format!("`{{{raw}}}` names a raw identifier; write `{{{name}}}`"));
        }
        other => {
            return Err(format!(
                "`{{{other}}}` is not a field name; write `{{name}}` in the message, or `{{}}` and the expression as an argument"
            ));
        }
    };
    let spec = parse_spec(spec.trim_end()).ok_or_else(|| {
        format!("`{{{inside}}}` is not a valid format specification; write one of `std::fmt`, such as `{{name:?}}`")
    })?;
    Ok(Hole { argument, spec })
}

fn index(number: &str) -> Result<usize, String> {
    number
        .parse()
        .map_err(|_| format!("`{{{number}}}` is not a field; write `{{0}}` for the first field"))
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && chars.all(|other| other == '_' || other.is_alphanumeric())
        && text != "_"
}

fn parse_spec(spec: &str) -> Option<Spec> {
    let mut reader = Reader { rest: spec };
    let mut flags = reader.fill_and_align();
    flags.push_str(reader.take_any("+-"));
    flags.push_str(reader.take_any("#"));
    if reader.rest.starts_with('0') && !reader.rest.starts_with("0$") {
        flags.push_str(reader.take_any("0"));
    }
    let width = reader.count();
    let precision = if reader.take_any(".").is_empty() {
        None
    } else if reader.take_any("*").is_empty() {
        Some(reader.count()?)
    } else {
        Some(Count::Argument(HoleArgument::Next))
    };
    let kind = reader.rest;
    ["", "?", "x?", "X?", "o", "x", "X", "p", "b", "e", "E"]
        .contains(&kind)
        .then(|| Spec {
            flags,
            width,
            precision,
            kind: kind.to_owned(),
        })
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// At most one character out of `set`.
    fn take_any(&mut self, set: &str) -> &'a str {
        let length = self
            .rest
            .chars()
            .next()
            .filter(|first| set.contains(*first))
            .map_or(0, char::len_utf8);
        self.take(length)
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// `>`, `*>`: an alignment, with any fill character before it.
    fn fill_and_align(&mut self) -> String {
        let mut chars = self.rest.chars();
        let (first, second) = (chars.next(), chars.next());
        let is_align = |char: Option<char>| matches!(char, Some('<' | '^' | '>'));
        let length = if is_align(second) {
            first.map_or(0, char::len_utf8) + 1
        } else {
            usize::from(is_align(first))
        };
        self.take(length).to_owned()
    }

    /// `5`, `5$` or `name$`.
    fn count(&mut self) -> Option<Count> {
        let word_end = self
            .rest
            .find(|other: char| other != '_' && !other.is_alphanumeric())
            .unwrap_or(self.rest.len());
        let digits_end = self
            .rest
            .find(|other: char| !other.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (word, behind) = self.rest.split_at_checked(word_end)?;
        if behind.starts_with('$') {
            let argument = if is_identifier(word) {
                HoleArgument::Name(word.to_owned())
            } else {
                HoleArgument::Number(word.parse().ok()?)
            };
            self.take(word_end + 1);
            return Some(Count::Argument(argument));
        }
        (digits_end > 0).then(|| Count::Literal(self.take(digits_end).to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Hole, HoleArgument, Piece, Spec, parse};

    fn only_hole(format: &str) -> Option<Hole> {
        match parse(format).ok()?.pop()? {
            Piece::Hole(hole) => Some(hole),
            Piece::Text(_) => None,
        }
    }

    #[test]
    fn every_part_of_a_specification_is_read() {
        let hole = only_hole("{name:*>+#010.3x?}");
        let spec = Spec {
            flags: "*>+#0".into(),
            width: Some(Count::Literal("10".into())),
            precision: Some(Count::Literal("3".into())),
            kind: "x?".into(),
        };
        assert_eq!(
            hole,
            Some(Hole {
                argument: HoleArgument::Name("name".into()),
                spec
            })
        );
    }

    #[test]
    fn counts_may_name_arguments() {
        let spec = only_hole("{:width$.prec$}").map(|hole| hole.spec);
        assert_eq!(
            spec.as_ref().and_then(|spec| spec.width.as_ref()),
            Some(&Count::Argument(HoleArgument::Name("width".into())))
        );
        assert_eq!(
            spec.as_ref().and_then(|spec| spec.precision.as_ref()),
            Some(&Count::Argument(HoleArgument::Name("prec".into())))
        );
        let spec = only_hole("{0:1$.*e}").map(|hole| hole.spec);
        assert_eq!(
            spec.as_ref().and_then(|spec| spec.width.as_ref()),
            Some(&Count::Argument(HoleArgument::Number(1)))
        );
        assert_eq!(
            spec.as_ref().and_then(|spec| spec.precision.as_ref()),
            Some(&Count::Argument(HoleArgument::Next))
        );
    }

    #[test]
    fn doubled_braces_are_text() {
        assert_eq!(parse("fn main() {{}}"), Ok(vec![Piece::Text("fn main() {{}}".into())]));
    }

    #[test]
    fn a_closing_brace_may_be_the_fill() {
        assert_eq!(only_hole("{0:}>3}").map(|hole| hole.spec.flags).as_deref(), Some("}>"));
    }

    #[test]
    fn what_is_no_format_string_is_refused() {
        for bad in [
            "{",
            "}",
            "{a b}",
            "{x:!!}",
            "{r#type}",
            "{0x}",
            "{a.b}",
            "{_}",
            "{99999999999999999999999}",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
