//! Plain text, for people at a terminal.

use std::io::Write;

use http::HeaderValue;

use super::{Format, FormatError};
use crate::public::PublicError;
use crate::request::RequestId;
#[cfg(feature = "dev-details")]
use crate::text::node::Node;

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
    writeln!(out, "request id: {id}")?;
    #[cfg(feature = "dev-details")]
    if let Some(development) = error.development() {
        writeln!(out, "\n--- development details, only for clients on this machine ---\n")?;
        write_node(development.show(), "", out)?;
    }
    Ok(())
}

/// One line a value, below the name of what it is part of.
#[cfg(feature = "dev-details")]
fn write_node(node: &Node<'_>, indent: &str, out: &mut Vec<u8>) -> std::io::Result<()> {
    match node {
        Node::Text(text) => writeln!(out, "{indent}{text}"),
        Node::Number(number) => writeln!(out, "{indent}{number}"),
        Node::Flag(flag) => writeln!(out, "{indent}{flag}"),
        Node::List(items) => items.iter().try_for_each(|item| write_node(item, indent, out)),
        Node::Map(members) => members.iter().try_for_each(|(name, value)| {
            writeln!(out, "{indent}{name}:")?;
            write_node(value, &format!("{indent}  "), out)
        }),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::error::PublicBuilder;
    use crate::public::value::read;
    use crate::public::{Violations, problem, violation};

    #[test]
    fn every_part_has_a_line_of_its_own() {
        let mut violations = Violations::new();
        violations.push(violation::MALFORMED.at("email"));
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
            "422 Unprocessable Content\nUnprocessable Content\n\n/email: This value does not have the expected form\n\nhint: two\u{FFFD}lines\n\
             code: UNPROCESSABLE_CONTENT\nrequest id: id-1\n"
        );
    }
}
