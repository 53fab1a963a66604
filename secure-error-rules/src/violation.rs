//! What a violation may say: parameters, and a message with their names in braces.

use crate::Mistake;
use crate::constant::{is_one_of, split};
use crate::member;
use crate::text::check_message;

/// Members of every violation.
const RESERVED: &[&str] = &["pointer", "code", "detail"];

/// Checks the name of a parameter.
///
/// # Errors
///
/// Returns the mistake unless it could name a public value ([`member::check_name`]) and is not a member of every violation.
pub const fn check_param(name: &str) -> Result<(), Mistake> {
    if is_one_of(name, RESERVED) {
        return Err(Mistake::MemberReserved);
    }
    member::check_name(name)
}

/// Checks a message, in which `{name}` stands for a parameter, and `{{` and `}}` for braces.
///
/// # Errors
///
/// Returns the mistake unless it is a valid message ([`check_message`]), or if a brace does not enclose the name of a
/// parameter.
pub const fn check_template(template: &str) -> Result<(), Mistake> {
    if let Err(mistake) = check_message(template) {
        return Err(mistake);
    }
    let mut rest = template.as_bytes();
    loop {
        match next_piece(rest) {
            Some((Piece::Param(name), tail)) => {
                if check_param(name).is_err() {
                    return Err(Mistake::Placeholder);
                }
                rest = tail;
            }
            Some((Piece::Text(_), tail)) => rest = tail,
            None if rest.is_empty() => return Ok(()),
            None => return Err(Mistake::Placeholder),
        }
    }
}

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// The name of a parameter.
    Param(&'a str),
}

/// The first part of a message, and the rest. Returns `None` at its end, and before a brace without a partner.
#[must_use]
pub const fn next_piece(template: &[u8]) -> Option<(Piece<'_>, &[u8])> {
    match template {
        [b'{', b'{', ..] | [b'}', b'}', ..] => {
            let (brace, rest) = template.split_at(2);
            text(brace.split_at(1).0, rest)
        }
        [] | [b'}', ..] => None,
        [b'{', tail @ ..] => match split(tail, b'}') {
            (name, Some(rest)) => match core::str::from_utf8(name) {
                Ok(name) => Some((Piece::Param(name), rest)),
                Err(_) => None,
            },
            (_, None) => None,
        },
        _ => {
            let mut rest = template;
            while let [byte, tail @ ..] = rest {
                if matches!(byte, b'{' | b'}') {
                    break;
                }
                rest = tail;
            }
            let (plain, rest) = template.split_at(template.len() - rest.len());
            text(plain, rest)
        }
    }
}

const fn text<'a>(plain: &'a [u8], rest: &'a [u8]) -> Option<(Piece<'a>, &'a [u8])> {
    match core::str::from_utf8(plain) {
        Ok(plain) => Some((Piece::Text(plain), rest)),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_the_name_of_a_parameter() {
        for template in [
            "At least {min} characters",
            "{min}",
            "{min} to {max}",
            "a {{brace}}",
            "größer als {min}",
        ] {
            assert_eq!(check_template(template), Ok(()), "{template}");
        }
        for template in [
            "{",
            "}",
            "a{",
            "a}b",
            "{}",
            "{0}",
            "{a}",
            "{min",
            "{min:>3}",
            "{ min }",
            "{code}",
            "{pointer}",
            "{status}",
            "{{{",
            "{min}}",
        ] {
            assert_eq!(check_template(template), Err(Mistake::Placeholder), "{template}");
        }
        assert_eq!(check_template(" "), Err(Mistake::BlankText));
        assert_eq!(check_template("a\n{min}"), Err(Mistake::TextCharacter('\n')));
    }

    #[test]
    fn a_parameter_hides_no_member_of_a_violation() {
        for name in RESERVED {
            assert_eq!(check_param(name), Err(Mistake::MemberReserved), "{name}");
        }
        assert_eq!(
            (check_param("min"), check_param("ab")),
            (Ok(()), Err(Mistake::MemberName))
        );
    }

    #[test]
    fn a_message_is_read_piece_by_piece() {
        let mut rest: &[u8] = "a {min} {{ä".as_bytes();
        let expected = [
            Piece::Text("a "),
            Piece::Param("min"),
            Piece::Text(" "),
            Piece::Text("{"),
            Piece::Text("ä"),
        ];
        for piece in expected {
            let (found, tail) = next_piece(rest).unwrap_or((Piece::Text(""), &[]));
            assert_eq!(found, piece);
            rest = tail;
        }
        assert_eq!(next_piece(rest), None);
    }
}
