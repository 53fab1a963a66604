//! What a client typed stays out of the log.
//!
//! Parsers repeat what they cannot read: `invalid type: string "hunter2", expected u64`. Their texts reach the log as causes
//! of the application's errors and as foreign responses, and with them passwords and card numbers. Here the values go; kinds,
//! names of fields, expected types and positions stay.
//!
//! | texts | rule |
//! |---|---|
//! | all that operators see, whatever the status | [`Rule::Known`]: the messages of serde, of validator and of path parameters, recognised by their [shape](shapes) |
//! | foreign responses below 500, and errors whose type is known to be about input ([`is_about_input`]), with their causes | [`Rule::Strict`]: also everything in [quotes or brackets](quotes), and long numbers |
//!
//! A value may contain anything, also what looks like the end of itself, so what is not certain is redacted: an end counts
//! only where the library escapes what is before it, or else the last one in the text does.

mod json;
mod quotes;
mod shapes;

use crate::text::chars::TRUNCATED;
use shapes::Part;
use std::borrow::Cow;
use std::error::Error;

/// How much of a text is redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// The values in messages of known shapes.
    Known,
    /// Besides these, whatever may be a value.
    Strict,
}

/// Crates and modules whose errors are about what a client has sent, or was configured by others.
const ABOUT_INPUT: &[&str] = &[
    "actix_multipart",
    "actix_web::error",
    "axum::extract",
    "axum_core::extract",
    "axum_extra",
    "chrono",
    "csv",
    "garde",
    "http::uri",
    "multer",
    "poem::error",
    "quick_xml",
    "rocket::form",
    "ron",
    "salvo_core::http",
    "serde",
    "serde_core",
    "serde_html_form",
    "serde_json",
    "serde_path_to_error",
    "serde_qs",
    "serde_urlencoded",
    "serde_yaml",
    "time",
    "toml",
    "url",
    "uuid",
    "validator",
];

/// Whether an error of this type, as the compiler writes it, is about input, or holds one that is.
pub(super) fn is_about_input(type_name: &str) -> bool {
    let mut names = type_name.split(['<', '>', '&', ',', ' ']);
    names.any(|name| {
        let mut behind = ABOUT_INPUT.iter().filter_map(|module| name.strip_prefix(module));
        behind.any(|rest| rest.starts_with("::"))
    })
}

/// The same for an error of which only the trait is known.
pub(super) fn is_parser(error: &(dyn Error + 'static)) -> bool {
    error.is::<serde_json::Error>()
}

/// The text without the values in it. If it goes on, the end of a value may be missing.
pub(super) fn redacted(text: &str, goes_on: bool, rule: Rule) -> Cow<'_, str> {
    if rule == Rule::Strict {
        return Cow::Owned(strictly(text, goes_on));
    }
    match shapes::parts(text, goes_on, rule).as_slice() {
        [] | [Part::Other(_)] => Cow::Borrowed(text),
        parts => Cow::Owned(parts.iter().map(Part::text).collect()),
    }
}

fn strictly(text: &str, goes_on: bool) -> String {
    // A cut at a limit that was said already.
    let (text, mark) = match text.strip_suffix(TRUNCATED) {
        Some(text) => (text, TRUNCATED),
        None => (text, ""),
    };
    let goes_on = goes_on || !mark.is_empty();
    let mut shown = json::redacted(text).unwrap_or_else(|| prose(text, goes_on));
    shown.push_str(mark);
    shown
}

fn prose(text: &str, goes_on: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = shapes::parts(text, goes_on, Rule::Strict).into_iter();
    for part in parts.by_ref() {
        match part {
            Part::Fixed(text) => out.push_str(&text),
            Part::Other(text) => {
                if quotes::redact(text, &mut out).is_err() {
                    // Whatever follows may still be in the quotes that were opened.
                    return out;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
