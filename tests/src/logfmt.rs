//! A strict reader of logfmt: whatever it does not expect fails the test.

use serde_json::{Map, Value};

/// The pairs of a line, in their order.
pub fn pairs(line: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut chars = line.chars().peekable();
    while chars.peek().is_some() {
        let mut key = String::new();
        loop {
            match chars.next() {
                Some('=') => break,
                Some(c) if !c.is_whitespace() && !matches!(c, '"' | '\\') => key.push(c),
                other => panic!("{other:?} in a key of {line}"),
            }
        }
        assert!(!key.is_empty(), "no key in {line}");
        let mut value = String::new();
        if chars.next_if_eq(&'"').is_some() {
            loop {
                match chars.next() {
                    Some('"') => break,
                    Some('\\') => match chars.next() {
                        Some(c @ ('"' | '\\')) => value.push(c),
                        other => panic!("{other:?} is escaped in {line}"),
                    },
                    Some(c) => value.push(c),
                    None => panic!("an open quote in {line}"),
                }
            }
        } else {
            while let Some(c) = chars.next_if(|c| *c != ' ') {
                assert!(
                    !c.is_whitespace() && !matches!(c, '"' | '=' | '\\'),
                    "{c:?} without quotes in {line}"
                );
                value.push(c);
            }
            assert!(!value.is_empty(), "no value in {line}");
        }
        match chars.next() {
            None => {}
            Some(' ') if chars.peek().is_some() => {}
            other => panic!("{other:?} behind a value of {line}"),
        }
        pairs.push((key, value));
    }
    pairs
}

/// The same as an object, of which each key is there once.
pub fn values(line: &Value) -> Value {
    let line = line.as_str().unwrap_or_else(|| panic!("{line} is not text"));
    let pairs = pairs(line);
    let values: Map<String, Value> = pairs.iter().cloned().map(|(key, value)| (key, value.into())).collect();
    assert_eq!(values.len(), pairs.len(), "a key is there twice in {line}");
    Value::Object(values)
}
