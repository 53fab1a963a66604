//! Plain text, for people at a terminal.

use std::io::Write;

use http::HeaderValue;

use super::{Format, FormatError};
use crate::public::PublicError;
use crate::request::RequestId;

/// `text/plain; charset=utf-8`: status and title, the message, then one line each for the violations, the parameters,
/// the code and the id.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainText;

impl Format for PlainText {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("text/plain; charset=utf-8")
    }

    // No part of a public error can begin a new line: they have no control characters.
    fn render(&self, error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
        write(error, id, out).map_err(|_| FormatError::new("writing to memory failed"))
    }
}

fn write(error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(out, "{} {}", error.status().as_str(), error.title())?;
    writeln!(out, "{}", error.message())?;
    writeln!(out)?;
    if let Some(violations) = error.violations() {
        for violation in violations {
            writeln!(out, "{violation}")?;
        }
        if violations.omitted() > 0 {
            writeln!(out, "and {} more", violations.omitted())?;
        }
        writeln!(out)?;
    }
    for (name, value) in error.values() {
        writeln!(out, "{name}: {value}")?;
    }
    writeln!(out, "code: {}", error.code())?;
    writeln!(out, "request id: {id}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::error::PublicBuilder;
    use crate::public::value::read;
    use crate::public::{Violations, problem};

    #[test]
    fn every_part_has_a_line_of_its_own() {
        let mut violations = Violations::new();
        violations.push("email", &problem::CONFLICT);
        let error = PublicBuilder::new(&problem::UNPROCESSABLE_CONTENT)
            .param("fields", read(&violations))
            .param("hint", read(&"two\nlines"))
            .build();
        let mut out = Vec::new();
        PlainText
            .render(&error, &RequestId::parse("id-1").unwrap(), &mut out)
            .unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "422 Unprocessable Content\nUnprocessable Content\n\n/email: Conflict\n\nhint: two\u{FFFD}lines\n\
             code: UNPROCESSABLE_CONTENT\nrequest id: id-1\n"
        );
    }
}
