//! What a record may look like, and how to read it.

use std::collections::BTreeMap;

/// Longest value in a record, in bytes, as DESIGN and the documentation of the crate say.
pub const BOUND: usize = 1024;
pub const TRUNCATED: &str = "…[truncated]";

/// What may not be in an answer or a log as it is: it would change how the text around it is read.
pub fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[track_caller]
pub fn assert_harmless(what: &str, text: &str) {
    if let Some(c) = text.chars().find(|c| is_dangerous(*c)) {
        panic!("{what} has U+{:04X}: {text:?}", u32::from(c));
    }
}

/// The names of the members of a JSON object.
pub fn names(value: &serde_json::Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

/// All texts in a JSON value.
pub fn texts(value: &serde_json::Value) -> Vec<&str> {
    match value {
        serde_json::Value::String(text) => vec![text],
        serde_json::Value::Array(items) => items.iter().flat_map(texts).collect(),
        serde_json::Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Undoes the escapes of the log.
pub fn unescaped(logged: &str) -> String {
    let mut out = String::new();
    let mut chars = logged.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next().expect("an escape is whole") {
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            '\\' => out.push('\\'),
            'u' => {
                let hex: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                out.push(
                    u32::from_str_radix(&hex, 16)
                        .ok()
                        .and_then(char::from_u32)
                        .expect("a character"),
                );
            }
            other => panic!("\\{other} is no escape of ours"),
        }
    }
    out
}

/// A value of a record is the original, or its beginning up to the bound.
#[track_caller]
pub fn assert_round_trip(what: &str, logged: &str, original: &str) {
    assert_harmless(what, logged);
    assert!(
        logged.len() <= BOUND + TRUNCATED.len(),
        "{what}: {} bytes",
        logged.len()
    );
    if unescaped(logged) == original {
        return;
    }
    let kept = logged
        .strip_suffix(TRUNCATED)
        .unwrap_or_else(|| panic!("{what}: {logged:?} is not {original:?}"));
    assert!(kept.len() > BOUND - 12, "{what}: cut at {} bytes", kept.len());
    assert!(
        original.starts_with(&unescaped(kept)),
        "{what}: {kept:?} is no beginning of {original:?}"
    );
}

/// The keys of a text record: what stands before `=` outside quotes.
pub fn keys(line: &str) -> Vec<String> {
    let (mut unquoted, mut quoted, mut escaped) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted => unquoted.push(c),
            _ => {}
        }
    }
    assert!(!quoted, "an open quote in {line}");
    let words = unquoted.split_whitespace();
    words
        .filter_map(|word| Some(word.split_once('=')?.0.to_owned()))
        .collect()
}

/// The fields of a text record, with the quotes of the subscriber undone.
pub fn values(line: &str) -> BTreeMap<String, String> {
    let (_, mut rest) = line.split_once(": request failed").expect("a record");
    let mut values = BTreeMap::new();
    while let Some((name, value)) = rest.trim().split_once('=') {
        let (value, after) = if value.starts_with('"') {
            unquoted(value)
        } else {
            bare(value)
        };
        assert_eq!(
            values.insert(name.to_owned(), value),
            None,
            "{name} is there twice in {line}"
        );
        rest = after;
    }
    assert_eq!(rest.trim(), "", "{line}");
    values
}

fn bare(text: &str) -> (String, &str) {
    let (value, rest) = text.split_once(' ').unwrap_or((text, ""));
    (value.trim_end().to_owned(), rest)
}

/// What the `Debug` of a string at the beginning of `text` stands for, and what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (out, &text[at + 1..]),
            '\\' => {
                let (_, escape) = chars.next().expect("an escape is whole");
                match escape {
                    '\\' | '"' | '\'' => out.push(escape),
                    'u' => {
                        let hex: String = chars
                            .by_ref()
                            .map(|(_, c)| c)
                            .skip(1)
                            .take_while(|c| *c != '}')
                            .collect();
                        out.extend(u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32));
                    }
                    other => panic!("\\{other} in {text}"),
                }
            }
            c => out.push(c),
        }
    }
    panic!("an open quote in {text}")
}

#[test]
fn the_checks_of_this_file_would_notice() {
    assert!(std::panic::catch_unwind(|| assert_harmless("x", "a\u{202e}b")).is_err());
    assert!(std::panic::catch_unwind(|| assert_round_trip("x", "a\\nb", "ab")).is_err());
    assert!(std::panic::catch_unwind(|| assert_round_trip("x", "a…[truncated]", "ab")).is_err());
    assert_eq!(keys("a=1 b=\"c=2 \\\" d=3\" e=4"), ["a", "b", "e"]);
    let line = "INFO x: request failed a=1 b=\"c=2 \\\" \\\\ d=3\\u{301}\" e=true\n";
    let expected = [("a", "1"), ("b", "c=2 \" \\ d=3\u{301}"), ("e", "true")];
    assert_eq!(
        values(line),
        expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    );
}
