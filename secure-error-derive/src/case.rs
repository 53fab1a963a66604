//! Names of variants in another case: texts of public values, and codes.

use syn::Ident;
use syn::parse::ParseStream;

use crate::diagnostics::unknown;
use crate::parse::keys;

/// Writes the words of a name in one case.
pub(crate) type Case = fn(&[String]) -> String;

const CASES: &[(&str, Case)] = &[
    ("lowercase", |words| words.concat().to_lowercase()),
    ("UPPERCASE", |words| words.concat().to_uppercase()),
    ("PascalCase", |words| words.concat()),
    ("snake_case", |words| words.join("_").to_lowercase()),
    ("SCREAMING_SNAKE_CASE", |words| words.join("_").to_uppercase()),
    ("kebab-case", |words| words.join("-").to_lowercase()),
];

/// `= "snake_case"` behind a key.
pub(crate) fn parse(input: ParseStream<'_>, key: &Ident, example: &str) -> syn::Result<Case> {
    let text = keys::text(input, key, example)?;
    let known: Vec<&str> = CASES.iter().map(|(name, _)| *name).collect();
    match CASES.iter().find(|(name, _)| *name == text.value()) {
        Some((_, case)) => Ok(*case),
        None => Err(syn::Error::new(text.span(), unknown("case", &text.value(), &known))),
    }
}

/// `InEuro` → `In`, `Euro`, and `HTTPError` → `HTTP`, `Error`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = '_';
    let mut chars = name.chars().peekable();
    while let Some(char) = chars.next() {
        let ends_acronym = before.is_uppercase() && chars.peek().is_some_and(|next| next.is_lowercase());
        let begins = before == '_' || (char.is_uppercase() && (!before.is_uppercase() || ends_acronym));
        before = char;
        match words.last_mut() {
            _ if char == '_' => {}
            Some(word) if !begins => word.push(char),
            _ => words.push(char.to_string()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_are_split_where_people_read_a_word() {
        for (name, expected) in [
            ("InEuro", "In Euro"),
            ("HTTPError", "HTTP Error"),
            ("NoIO", "No IO"),
            ("Http2Stream", "Http2 Stream"),
            ("A_b", "A b"),
            ("X", "X"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }
}
