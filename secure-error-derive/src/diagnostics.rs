//! Collects every mistake of a type, so that a user sees them all in one compile.
//!
//! Wording: lower case, no full stop, the attribute quoted as it stands in the source, and the last part of the
//! sentence says what to write instead.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;
use secure_error_rules::Mistake;
use syn::LitStr;

/// The mistakes found so far. Shared by reference through parse, model and check.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: RefCell<Vec<syn::Error>>,
}

impl Diagnostics {
    /// Reports `message` on `culprit`.
    pub(crate) fn error(&self, culprit: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(culprit, message));
    }

    /// Reports on `culprit` a mistake that the shared rules found, with the place of the character.
    pub(crate) fn refuse(&self, culprit: &LitStr, checked: Result<(), Mistake>) {
        let Err(mistake) = checked else { return };
        let text = culprit.value();
        let found = mistake
            .character()
            .and_then(|c| text.chars().position(|other| other == c));
        match found {
            Some(before) => self.error(culprit, format_args!("character {}, {mistake}", before + 1)),
            None => self.error(culprit, mistake),
        }
    }

    /// Reports an error that already has a span.
    pub(crate) fn push(&self, error: syn::Error) {
        self.errors.borrow_mut().push(error);
    }

    /// Whether nothing has been reported.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.borrow().is_empty()
    }

    /// Every mistake as a `compile_error!`; empty when there was none.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.errors
            .into_inner()
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }
}

/// "`a`, `b` or `c`", for the end of a message.
pub(crate) fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// The known name that a misspelt one most likely meant.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|name| (distance(word, name), *name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .map(|(_, name)| name)
}

/// "unknown …; did you mean …? write …": one sentence for every unknown name in an attribute.
pub(crate) fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    let hint = nearest(word, known).map_or_else(String::new, |name| format!(" did you mean `{name}`?"));
    format!("unknown {what} `{word}`;{hint} write {}", one_of(known))
}

/// Levenshtein distance, one row at a time.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut previous = i + 1;
        let mut next = vec![previous];
        for (r, above) in right.chars().zip(row.iter().skip(1)) {
            let cost = (diagonal + usize::from(l != r)).min(above + 1).min(previous + 1);
            diagonal = *above;
            previous = cost;
            next.push(cost);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest, one_of};

    #[test]
    fn a_misspelt_key_finds_its_neighbour() {
        assert_eq!(distance("staus", "status"), 1);
        assert_eq!(nearest("staus", &["status", "code"]), Some("status"));
        assert_eq!(nearest("zzz", &["status", "code"]), None);
    }

    #[test]
    fn a_list_reads_like_a_sentence() {
        assert_eq!(one_of(&["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(one_of(&["a"]), "`a`");
    }
}
