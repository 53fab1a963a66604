//! Why a value is rejected, and what to write instead.

use core::fmt;

use crate::sentence::Sentence;

/// The reason for a rejection. The character, if there is one, is the first that is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// A status outside 400 to 599.
    Status,
    /// A `Retry-After` below a second or above a day.
    RetryAfter,
    /// A code that is too short or too long, or begins or ends with an invalid character.
    Code,
    /// A character in a code.
    CodeCharacter(char),
    /// A blank text.
    BlankText,
    /// A message that is too long.
    LongMessage,
    /// A title, or the text of a public value, that is too long.
    LongTitle,
    /// A character that is unsafe in a text.
    TextCharacter(char),
    /// Not a header name in lower case.
    HeaderName,
    /// A header that belongs to secure-error, to the HTTP stack or to a proxy; with what to do instead.
    HeaderOwned(&'static str),
    /// One header name twice.
    HeaderTwice,
    /// Too many headers.
    ManyHeaders,
    /// A header value that is empty, or has a space at one of its ends.
    HeaderValue,
    /// A header value that is too long.
    LongHeaderValue,
    /// A character in a header value.
    HeaderCharacter(char),
    /// Not a list of challenges.
    Challenge,
    /// A challenge without the parameter that each challenge of its scheme has.
    ChallengeParameter,
    /// A challenge without the `realm` that its scheme requires.
    ChallengeRealm,
    /// Not a list of methods.
    Methods,
    /// `"inherit"` as a method.
    QuotedInherit,
    /// Methods that the framework shall add to another status than 405.
    InheritOutside405,
    /// Not an absolute URI to which a code can be appended.
    TypeBase,
    /// A type base that is too long.
    LongTypeBase,
    /// A character in a type base.
    TypeBaseCharacter(char),
    /// A domain that is empty or too long.
    Domain,
    /// A character in a domain.
    DomainCharacter(char),
    /// A member name that every response uses already.
    MemberReserved,
    /// Not a member name of RFC 9457.
    MemberName,
    /// A brace in the message of a kind of violation that does not enclose the name of a parameter.
    Placeholder,
}

impl Mistake {
    /// What is wrong, and what to write instead. Works in constants.
    #[must_use]
    pub const fn sentence(self) -> Sentence {
        let start = match self.character() {
            Some(c) => Sentence::new().code_point(c).text(" cannot stand here: "),
            None => Sentence::new(),
        };
        start.text(self.rule())
    }

    const fn rule(self) -> &'static str {
        match self {
            Self::Status => "the status of an error is 400 to 599; write 500 if no other fits",
            Self::RetryAfter => "`retry_after` is in seconds; write a number from 1 to 86400",
            Self::Code => {
                "a code has 2 to 63 letters, digits, `_`, `.` or `-`, starts with a letter and ends with a letter or digit; write one such as `ACCOUNT_NOT_FOUND`"
            }
            Self::CodeCharacter(_) => {
                "a code is made of letters, digits, `_`, `.` and `-`; write one such as `ACCOUNT_NOT_FOUND`"
            }
            Self::BlankText => "this text is empty; write what clients read",
            Self::LongMessage => "this text is longer than 1024 bytes; write a shorter one",
            Self::LongTitle => "this text is longer than 256 bytes; write a shorter one",
            Self::TextCharacter(_) => {
                "a text has no control, bidirectional or invisible characters; write plain text on one line"
            }
            Self::HeaderName => "this is not a header name; write it in lower case with letters, digits and `-`",
            Self::HeaderOwned(instead) => instead,
            Self::HeaderTwice => "this header is given twice; write it once",
            Self::ManyHeaders => "a response has at most 6 headers of its own; remove the others",
            Self::HeaderValue => {
                "a header value is not empty and has spaces inside only; write it without spaces at its ends"
            }
            Self::LongHeaderValue => "this header value is longer than 1024 bytes; write a shorter one",
            Self::HeaderCharacter(_) => {
                "a header value is visible ASCII; write it without line breaks and other characters"
            }
            Self::Challenge => {
                "invalid challenge (RFC 9110 section 11.3); write a scheme such as `Bearer realm=\\\"api\\\"`"
            }
            Self::ChallengeParameter => {
                "`Bearer` needs a parameter (RFC 6750 section 3); write one such as `Bearer realm=\\\"api\\\"`"
            }
            Self::ChallengeRealm => {
                "this scheme needs a realm (RFC 7617 section 2, RFC 7616 section 3.3); write one such as `Basic realm=\\\"api\\\"`"
            }
            Self::QuotedInherit => {
                "`inherit` is not a method; write `allow = inherit` without quotes, or `.with_inherited_allow()` in a constant"
            }
            Self::InheritOutside405 => {
                "frameworks add `Allow` to a 405 only; write a list of methods such as \"GET, HEAD\""
            }
            Self::Methods => "`allow` is a list of methods (RFC 9110 section 10.2.1); write one such as \"GET, HEAD\"",
            Self::TypeBase => {
                "the problem type is this followed by the code (RFC 9457 section 3.1.1); write an absolute `https:`, `http:` or `urn:` URI without a query that ends in `/`, `#` or `:`"
            }
            Self::LongTypeBase => "this type base is longer than 512 bytes; write a shorter one",
            Self::TypeBaseCharacter(_) => {
                "a type base is made of letters, digits and `- . _ ~ : / # %`; write one such as `https://example.com/problems/`"
            }
            Self::Domain => {
                "a domain is that of the service (AIP-193), at most 255 bytes; write one such as `billing.example.com`"
            }
            Self::DomainCharacter(_) => {
                "a domain is made of letters, digits, `.` and `-`; write one such as `billing.example.com`"
            }
            Self::MemberReserved => {
                "every response already has a member of this name; write `#[public(rename = \"…\")]` with another name"
            }
            Self::MemberName => {
                "a member name has three or more letters, digits or `_`, starting with a letter (RFC 9457 section 3.2); write `#[public(rename = \"…\")]`"
            }
            Self::Placeholder => {
                "a placeholder is the name of a parameter, three or more letters, digits or `_`, and not a member of every violation; write one such as `{min}`, or `{{` for a brace"
            }
        }
    }

    /// The character that is not allowed. Returns `None` if the mistake is another.
    #[must_use]
    pub const fn character(self) -> Option<char> {
        match self {
            Self::CodeCharacter(c)
            | Self::TextCharacter(c)
            | Self::HeaderCharacter(c)
            | Self::TypeBaseCharacter(c)
            | Self::DomainCharacter(c) => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence().as_str())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString as _;

    use super::*;

    #[test]
    fn a_refused_character_is_named_before_the_rule() {
        let text = Mistake::TextCharacter('\u{200B}').to_string();
        assert!(
            text.starts_with("U+200B cannot stand here: a text has no control"),
            "{text}"
        );
        assert_eq!(Mistake::TypeBase.to_string(), Mistake::TypeBase.rule());
    }
}
