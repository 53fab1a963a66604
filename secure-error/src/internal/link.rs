//! A chain of errors as text, and how each link of it looks: over several lines, on one line, as data.

use crate::internal::identity::Identity;
use crate::request::told::Told;
use crate::text::logfmt;
use crate::text::node::{Member, Node};
use std::fmt::Write;

/// What stands for the name of an error of which only the trait is known, if its message looks like one.
const UNNAMED: &str = "dyn Error";

/// One error of a chain as text. All of it is sanitised already.
#[derive(Debug, Clone, Default)]
pub(super) struct Link {
    /// `Type` or `Type::Variant`.
    pub(super) name: Option<String>,
    /// Status and code, if this error is a `SecureError`.
    pub(super) answer: Option<(u16, &'static str)>,
    pub(super) message: Option<String>,
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) location: Option<String>,
}

/// An error and its causes, outermost first, as text.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pub(super) links: Vec<Link>,
    /// The backtrace that was taken closest to the cause.
    pub(super) backtrace: Vec<String>,
    /// Some value was longer than its limit.
    pub(super) truncated: bool,
    /// There were more causes, or they went in a circle.
    pub(super) cut: bool,
    /// The errors whose reports are in the links.
    pub(super) known: Vec<Identity>,
    /// The failures among them that have a record of their own unless this one includes them.
    pub(super) told: Vec<Told>,
}

impl Chain {
    pub(super) const EMPTY: Self = Self {
        links: Vec::new(),
        backtrace: Vec::new(),
        truncated: false,
        cut: false,
        known: Vec::new(),
        told: Vec::new(),
    };
}

impl Link {
    /// `Type::Variant: message (404 CODE)`, and below it where it arose and what it carries.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.headline()];
        lines.extend(self.location.iter().map(|location| format!("  at {location}")));
        lines.extend(self.field_lines().into_iter().map(|line| format!("  {line}")));
        lines
    }

    /// The same on one line: `Type::Variant: message (404 CODE) at src/file.rs:1:2 {field=value}`. Semicolons are escaped
    /// like unsafe characters, because they separate the causes of one record.
    pub(super) fn line(&self) -> String {
        let mut line = self.headline();
        if let Some(location) = &self.location {
            line.push_str(" at ");
            line.push_str(location);
        }
        let mut line = without_semicolons(&line);
        if !self.fields.is_empty() {
            let values: Vec<_> = self.fields.iter().map(|(_, text)| without_semicolons(text)).collect();
            let names = self.fields.iter().map(|(name, _)| *name);
            line.push_str(" {");
            line.push_str(&logfmt::line(names.zip(values.iter().map(String::as_str))));
            line.push('}');
        }
        line
    }

    /// The fields, one a line, with their values in a column.
    pub(super) fn field_lines(&self) -> Vec<String> {
        let width = self
            .fields
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or(0);
        self.fields
            .iter()
            .map(|(name, text)| format!("{name:<width$} = {text}"))
            .collect()
    }

    /// The fields on one line, as `name=value name="other value"`.
    #[cfg(feature = "tracing")]
    pub(super) fn logfmt(&self) -> String {
        logfmt::line(self.fields.iter().map(|(name, text)| (*name, text.as_str())))
    }

    /// The fields as data.
    pub(super) fn fields(&self) -> Node<'_> {
        Node::Map(
            self.fields
                .iter()
                .map(|(name, text)| (*name, Node::Text(text)))
                .collect(),
        )
    }

    /// The whole as data, for a list of causes.
    pub(super) fn record(&self) -> Node<'_> {
        let mut members = Vec::new();
        members.extend(self.name.as_deref().map(|name| ("type", Node::Text(name))));
        members.extend(self.message.as_deref().map(|message| ("message", Node::Text(message))));
        if let Some((status, code)) = self.answer {
            members.extend([("status", Node::Number(status.into())), ("code", Node::Text(code))]);
        }
        members.extend(self.place_and_fields());
        Node::Map(members)
    }

    /// Location and fields as members of a record, as far as there are any.
    pub(super) fn place_and_fields(&self) -> impl Iterator<Item = Member<'_>> {
        let place = self
            .location
            .as_deref()
            .map(|location| ("location", Node::Text(location)));
        let fields = (!self.fields.is_empty()).then(|| ("fields", self.fields()));
        place.into_iter().chain(fields)
    }

    /// `Type::Variant: message (404 CODE)`. Where a type is not known, no message is taken for one, and a status in parentheses
    /// in a message is escaped, so that it is not taken for that of the error.
    fn headline(&self) -> String {
        let message = self.message.as_deref();
        let unnamed = message.filter(|message| looks_like_a_name(message)).map(|_| UNNAMED);
        let mut line = self.name.as_deref().or(unnamed).unwrap_or_default().to_owned();
        if let Some(message) = message {
            if !line.is_empty() {
                line.push_str(": ");
            }
            push_message(&mut line, message);
        }
        if let Some((status, code)) = self.answer {
            // Writing to a string cannot fail.
            let _ = write!(line, " ({status} {code})");
        }
        line
    }
}

fn without_semicolons(text: &str) -> String {
    text.replace(';', "\\u{3b}")
}

/// Whether a text begins like `Type: `.
fn looks_like_a_name(message: &str) -> bool {
    let name = message.split_once(": ").map_or(message, |(name, _)| name);
    !name.contains(char::is_whitespace) && (name.contains(char::is_uppercase) || name.contains("::"))
}

fn push_message(line: &mut String, message: &str) {
    let mut parts = message.split('(');
    line.push_str(parts.next().unwrap_or_default());
    for part in parts {
        line.push_str(if is_answer(part) { "\\u{28}" } else { "(" });
        line.push_str(part);
    }
}

/// Whether a text begins like a status and a code, and a closing parenthesis.
fn is_answer(text: &str) -> bool {
    let Some((inside, _)) = text.split_once(')') else {
        return false;
    };
    let Some((status, code)) = inside.split_once(' ') else {
        return false;
    };
    status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit()) && !code.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn a_message_cannot_name_a_type_or_a_status() {
        let line = |message: &str| {
            let message = Some(message.to_owned());
            let link = Link {
                message,
                ..Link::default()
            };
            link.line()
        };
        for (message, shown) in [
            ("auth::Login: in", "dyn Error: auth::Login: in"),
            ("Admin: in", "dyn Error: Admin: in"),
            ("Admin", "dyn Error: Admin"),
            ("Admin { id: 1 }", "Admin { id: 1 }"),
            ("pool timed out: Admin", "pool timed out: Admin"),
            ("timeout: 5 s", "timeout: 5 s"),
            ("in (500 INTERNAL_ERROR)", "in \\u{28}500 INTERNAL_ERROR)"),
            (
                "(os error 111) (502 Bad Gateway) (1)",
                "(os error 111) (502 Bad Gateway) (1)",
            ),
        ] {
            assert_eq!(line(message), shown);
        }
    }

    #[test]
    fn a_message_cannot_add_a_cause_to_the_line_of_causes() {
        let link = Link {
            name: Some("Parse".to_owned()),
            message: Some("x; caused by: auth::Login: admin logged in".to_owned()),
            ..Link::default()
        };
        assert_eq!(link.line(), "Parse: x\\u{3b} caused by: auth::Login: admin logged in");
        let link = Link {
            name: Some("Parse".to_owned()),
            fields: vec![("at", "7".to_owned()), ("text", "}; caused by: Login".to_owned())],
            ..Link::default()
        };
        assert_eq!(link.line(), r#"Parse {at=7 text="}\\u{3b} caused by: Login"}"#);
    }
}
