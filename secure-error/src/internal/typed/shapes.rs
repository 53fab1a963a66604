//! Messages in which the place of a value is known.

use super::Rule;
use crate::internal::mask::REDACTED;
use crate::text::chars::prefix;
use std::borrow::Cow;

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Text of a library, with its value redacted.
    Fixed(Cow<'a, str>),
    /// Text of no known shape.
    Other(&'a str),
}

impl Part<'_> {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Fixed(text) => text,
            Self::Other(text) => text,
        }
    }
}

/// What is in front of a value that is not escaped, and what may be behind it.
const UNESCAPED: &[(&str, &[&str])] = &[
    // serde: names that the type does not have.
    ("unknown field `", &["`, expected ", "`, there are no fields"]),
    ("unknown variant `", &["`, expected ", "`, there are no variants"]),
    // axum: parameters of a path.
    ("with value `", &["` to a `", "`: "]),
    ("Cannot parse `", &["` to a `"]),
    // actix-web: the same.
    ("can not parse ", &[" to a "]),
];

/// What serde writes about a value, in front of it.
const UNEXPECTED: &[&str] = &["invalid type: ", "invalid value: "];
const EXPECTED: &str = ", expected ";
/// What `serde_json` says instead, of a key.
const NUMBER_KEY: &str = "expected key to be a number in quotes";

/// Kinds of values in backticks.
const TICKED: &[&str] = &["boolean `", "integer `", "floating point `", "character `", "number `"];
/// Kinds of which no value is shown.
const BARE: &[&str] = &[
    "byte array",
    "unit value",
    "Option value",
    "newtype struct",
    "sequence",
    "map",
    "enum",
    "unit variant",
    "newtype variant",
    "tuple variant",
    "struct variant",
    "null",
];

/// validator: the code of a rule, and behind it its parameters with the value, as `Debug` writes them: on the same line.
const VALIDATION: &str = "Validation error: ";
/// The same in the `Debug` of its error.
const PARAMETERS: &str = ", params: {";

/// What is between the number of a line and the line.
const SOURCE: &str = " | ";

/// What is in front of a name that the program declares, in quotes.
const DECLARED: &[&str] = &[
    "missing field `",
    "duplicate field `",
    "Header of type `",
    "Expected request with `",
    "requests must have `",
    "path arguments for `",
    "Invalid boundary for `",
    "Invalid UTF-8 in `",
    "issing request header \"",
    "nvalid request header \"",
    "issing request cookie \"",
    "for header \"",
    "at the route \"",
    "specify in the `",
    // GraphQL: names of the schema and of the query.
    "Unknown field \"",
    "Unknown argument \"",
    "Unknown type \"",
    "nvalid value for argument \"",
    "Field \"",
    "peration named \"",
    "Did you mean \"",
    "xpected type \"",
    "on type \"",
    "of type \"",
    "for type \"",
    "on field \"",
];
/// What is between such names in double quotes.
const MORE_NAMES: &[&str] = &[", \"", " or \"", ", or \"", " argument \""];
/// The longest declared name, in bytes.
const NAME: usize = 64;

/// What is known at the beginning of a text.
struct Known<'a> {
    /// What is shown of it.
    shown: String,
    /// The value that is not.
    value: &'a str,
    /// Where it ends.
    end: usize,
}

/// The text, cut where something is known of it, without the values in the known parts.
pub(super) fn parts(text: &str, goes_on: bool, rule: Rule) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    if !may_have_shapes(text, rule) {
        push_other(&mut parts, text, "");
        return parts;
    }
    let mut ends = Ends {
        text,
        goes_on,
        found: Vec::new(),
    };
    let (mut from, mut at) = (0, 0);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        // Every shape begins with one of these.
        let known = Some(rest).filter(|_| first.is_ascii_alphanumeric() || first == ',');
        let Some(known) = known.and_then(|rest| at_start(rest, &mut ends, rule)) else {
            at += first.len_utf8();
            continue;
        };
        push_other(&mut parts, text.get(from..at).unwrap_or_default(), known.value);
        parts.push(Part::Fixed(Cow::Owned(known.shown)));
        at += known.end.max(1);
        from = at;
    }
    push_other(&mut parts, text.get(from..).unwrap_or_default(), "");
    parts
}

/// Whether there is the beginning of a shape. Most texts have none, and this is far faster than to look at every place.
fn may_have_shapes(text: &str, rule: Rule) -> bool {
    let unescaped = UNESCAPED.iter().map(|(head, _)| head);
    let mut known = UNEXPECTED.iter().chain(unescaped).chain(&[VALIDATION, PARAMETERS]);
    let mut strict = DECLARED.iter().chain(&[SOURCE]);
    known.any(|head| text.contains(head)) || (rule == Rule::Strict && strict.any(|head| text.contains(head)))
}

/// `serde_path_to_error` puts the path in front of a message, and at its end the name that the type does not have.
fn push_other<'a>(parts: &mut Vec<Part<'a>>, text: &'a str, value: &str) {
    let path = text
        .strip_suffix(": ")
        .and_then(|path| path.strip_suffix(value))
        .filter(|_| !value.is_empty());
    let (text, name) = path.map_or((text, ""), |path| (path, value));
    if !text.is_empty() {
        parts.push(Part::Other(text));
    }
    if !name.is_empty() {
        parts.push(Part::Fixed(Cow::Owned(format!("{REDACTED}: "))));
    }
}

fn at_start<'a>(text: &'a str, ends: &mut Ends<'_>, rule: Rule) -> Option<Known<'a>> {
    unexpected(text, ends, rule)
        .or_else(|| unescaped(text, ends, rule))
        .or_else(|| validation(text))
        .or_else(|| {
            declared(text)
                .or_else(|| source_line(text))
                .filter(|_| rule == Rule::Strict)
        })
}

/// Where the last of each end is in the text. Each is looked for once, so that the time is linear.
struct Ends<'a> {
    text: &'a str,
    goes_on: bool,
    found: Vec<(&'static str, Option<usize>)>,
}

impl Ends<'_> {
    /// The last one in the rest of the text. Returns `None` if it may be missing.
    fn last_in(&mut self, rest: &str, end: &'static str) -> Option<usize> {
        if self.goes_on {
            return None;
        }
        let known = self.found.iter().find(|(other, _)| *other == end);
        let last = known.map_or_else(|| self.text.rfind(end), |(_, last)| *last);
        if known.is_none() {
            self.found.push((end, last));
        }
        last?.checked_sub(self.text.len() - rest.len())
    }
}

/// `invalid type: string "…", expected u64`.
fn unexpected<'a>(text: &'a str, ends: &mut Ends<'_>, rule: Rule) -> Option<Known<'a>> {
    let head = UNEXPECTED.iter().find(|head| text.starts_with(**head))?;
    let rest = text.get(head.len()..)?;
    if let Some((kind, value, behind)) = exact(rest) {
        let mark = if value.is_empty() { "" } else { REDACTED };
        let end = text.len() - behind.len();
        return Some(with_names(format!("{head}{kind}{mark}{EXPECTED}"), value, text, end));
    }
    if rest.starts_with(NUMBER_KEY) {
        let end = head.len() + NUMBER_KEY.len();
        return Some(Known {
            shown: format!("{head}{NUMBER_KEY}"),
            value: "",
            end,
        });
    }
    let kinds = TICKED.iter().chain(BARE).chain(&["string "]);
    let kind = kinds
        .map(|kind| kind.trim_end_matches('`'))
        .find(|kind| rest.starts_with(*kind))
        .unwrap_or_default();
    match ends.last_in(rest, EXPECTED) {
        Some(end) => {
            let shown = format!("{head}{kind}{REDACTED}{EXPECTED}");
            let value = rest.get(..end).unwrap_or_default();
            Some(with_names(shown, value, text, head.len() + end + EXPECTED.len()))
        }
        // Words of another library that happen to be these.
        None if !ends.goes_on && rule == Rule::Known && kind.is_empty() => None,
        None => Some(cut(format!("{head}{kind}{REDACTED}"), text)),
    }
}

/// Kind and value of what is not expected, and the text behind it and [`EXPECTED`], where there is no doubt.
fn exact(text: &str) -> Option<(&str, &str, &str)> {
    if let Some(kind) = BARE.iter().find(|kind| text.starts_with(**kind)) {
        let behind = text.get(kind.len()..)?.strip_prefix(EXPECTED)?;
        return Some((kind, "", behind));
    }
    if let Some(kind) = TICKED.iter().find(|kind| text.starts_with(**kind)) {
        let rest = text.get(kind.len()..)?;
        // A character may be a backtick itself.
        let first = rest.chars().next()?.len_utf8();
        let end = first + rest.get(first..)?.find('`')?;
        let (value, behind) = rest.split_at_checked(end)?;
        let behind = behind.strip_prefix('`')?;
        let behind = [" as i128", " as u128"]
            .iter()
            .find_map(|size| behind.strip_prefix(size))
            .unwrap_or(behind);
        let is_number = value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let is_value = is_number || value.chars().count() == 1;
        return Some((kind.trim_end_matches('`'), value, behind.strip_prefix(EXPECTED)?)).filter(|_| is_value);
    }
    let rest = text.strip_prefix("string ")?;
    let end = end_of_escaped(rest)?;
    let (value, behind) = rest.split_at_checked(end)?;
    Some(("string ", value, behind.strip_prefix(EXPECTED)?))
}

/// The end of a text in quotes as `Debug` writes it, or as `Debug` writes such a text again.
///
/// In front of its quotes are as many backslashes (0, 1, 3, …) as it was escaped times; in front of a quote inside there are
/// those of the escape besides.
fn end_of_escaped(text: &str) -> Option<usize> {
    let level = text.bytes().take_while(|byte| *byte == b'\\').count();
    let inside = text.get(level..)?.strip_prefix('"')?;
    let start = text.len() - inside.len();
    let mut slashes = 0;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'\\' => slashes += 1,
            b'"' if slashes % (2 * (level + 1)) == level => return Some(start + at + 1),
            _ => slashes = 0,
        }
    }
    None
}

/// A value whose end looks like a part of it could.
fn unescaped<'a>(text: &'a str, ends: &mut Ends<'_>, rule: Rule) -> Option<Known<'a>> {
    let (head, behind) = UNESCAPED.iter().find(|(head, _)| text.starts_with(head))?;
    let rest = text.get(head.len()..)?;
    // `Cannot parse `id` with value …`: that is a name of the route, and its value comes next.
    let (name, value) = rest.split_once('`').unwrap_or_default();
    if value.starts_with(" with value `") && is_name(name) {
        let end = head.len() + name.len() + 1;
        return Some(Known {
            shown: text.get(..end)?.to_owned(),
            value: "",
            end,
        });
    }
    let opened = head.trim_end_matches('`');
    let found = behind
        .iter()
        .filter_map(|end| Some((ends.last_in(rest, end)?, end)))
        .max();
    let Some((at, end)) = found else {
        let is_certain = ends.goes_on || rule == Rule::Strict;
        return is_certain.then(|| cut(format!("{opened}{REDACTED}"), text));
    };
    let behind = end.trim_start_matches('`');
    let shown = format!("{opened}{REDACTED}{behind}");
    let value = rest.get(..at)?;
    let end = head.len() + at + end.len();
    if behind.ends_with('`') {
        // The type that was expected.
        let name = text.get(end..)?.split_once('`').map_or("", |(name, _)| name);
        let end = end + name.len() + 1;
        let opened = shown.trim_end_matches('`');
        return Some(Known {
            shown: if is_name(name) {
                format!("{shown}{name}`")
            } else {
                format!("{opened}{REDACTED}")
            },
            value,
            end: end.min(text.len()),
        });
    }
    Some(with_names(shown, value, text, end))
}

/// A message of validator.
fn validation(text: &str) -> Option<Known<'_>> {
    let shown = if let Some(rest) = text.strip_prefix(VALIDATION) {
        let (code, _) = prefix(rest, NAME).split_once(" [{")?;
        format!("{VALIDATION}{code} {REDACTED}")
    } else {
        text.strip_prefix(PARAMETERS)?;
        format!(", params: {REDACTED}")
    };
    Some(Known {
        shown,
        value: "",
        end: text.find('\n').unwrap_or(text.len()),
    })
}

/// A name that the program declares, or several.
fn declared(text: &str) -> Option<Known<'_>> {
    let head = DECLARED.iter().find(|head| text.starts_with(**head))?;
    let quote = head.chars().next_back()?;
    let mut separators: &[&str] = &[head];
    let mut end = 0;
    while let Some(rest) = text.get(end..) {
        let Some(separator) = separators.iter().find(|separator| rest.starts_with(**separator)) else {
            break;
        };
        let name = rest.get(separator.len()..).and_then(|rest| rest.split_once(quote));
        let Some((name, _)) = name.filter(|(name, _)| is_name(name) && !(quote == '"' && name.contains(' '))) else {
            break;
        };
        end += separator.len() + name.len() + 1;
        separators = MORE_NAMES;
    }
    (end > 0).then(|| Known {
        shown: text.get(..end).unwrap_or_default().to_owned(),
        value: "",
        end,
    })
}

/// `1 | { login(password: "…") }`: a line of what was parsed.
fn source_line(text: &str) -> Option<Known<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = prefix(text, digits);
    text.get(digits..).filter(|_| digits > 0)?.strip_prefix(SOURCE)?;
    Some(Known {
        shown: format!("{number}{SOURCE}{REDACTED}"),
        value: "",
        end: text.find('\n').unwrap_or(text.len()),
    })
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/ <>&$!#[]".contains(&byte);
    !name.is_empty() && name.len() <= NAME && name.bytes().all(is_part)
}

/// The names that a type declares stay, a list in backticks.
fn with_names<'a>(mut shown: String, value: &'a str, text: &'a str, mut end: usize) -> Known<'a> {
    let mut separators: &[&str] = &["one of `", "`"];
    while let Some(rest) = text.get(end..) {
        let Some(separator) = separators.iter().find(|separator| rest.starts_with(**separator)) else {
            break;
        };
        let name = rest.get(separator.len()..).and_then(|rest| rest.split_once('`'));
        let Some((name, _)) = name else { break };
        shown.push_str(separator);
        shown.push_str(name);
        shown.push('`');
        end += separator.len() + name.len() + 1;
        separators = &[", `", " or `"];
    }
    Known { shown, value, end }
}

/// Nothing of the rest is shown.
fn cut(shown: String, text: &str) -> Known<'_> {
    Known {
        shown,
        value: "",
        end: text.len(),
    }
}
