//! The syntax of challenges (RFC 9110 sections 11.3 and 11.6.1), and the parameters that common schemes require.

use super::is_token;
use crate::Mistake;
use crate::constant::split;

/// What stands for `Bearer` alone.
pub(super) const BEARER: &str = "Bearer realm=\"api\"";

/// One challenge of a list, as far as it was read.
#[derive(Clone, Copy)]
struct Challenge<'a> {
    scheme: &'a [u8],
    has_parameter: bool,
    has_realm: bool,
}

/// Checks a list of challenges: schemes, each alone, or with a token or with parameters.
pub(super) const fn check(list: &str) -> Result<(), Mistake> {
    let mut rest = Some(list.as_bytes());
    let mut open: Option<Challenge<'_>> = None;
    while let Some(list) = rest {
        let (item, tail) = split_item(list);
        rest = tail;
        let item = item.trim_ascii();
        open = match (parameter(item), open) {
            // The next parameter of the same challenge.
            (Some(name), Some(challenge)) => Some(challenge.with(name)),
            (Some(_), None) => return Err(Mistake::Challenge),
            (None, before) => {
                if let Some(Err(mistake)) = checked(before) {
                    return Err(mistake);
                }
                match begun(item) {
                    None => return Err(Mistake::Challenge),
                    challenge => challenge,
                }
            }
        };
    }
    match checked(open) {
        Some(checked) => checked,
        None => Err(Mistake::Challenge),
    }
}

impl Challenge<'_> {
    const fn with(self, parameter: &[u8]) -> Self {
        Self {
            scheme: self.scheme,
            has_parameter: true,
            has_realm: self.has_realm || is_word(parameter, b"realm"),
        }
    }
}

/// A scheme, alone or with a token or its first parameter.
const fn begun(item: &[u8]) -> Option<Challenge<'_>> {
    let (scheme, tail) = split(item, b' ');
    let alone = Challenge {
        scheme,
        has_parameter: false,
        has_realm: false,
    };
    let tail = match tail {
        _ if !is_token(scheme) => return None,
        None => return Some(alone),
        Some(tail) => tail.trim_ascii(),
    };
    match parameter(tail) {
        Some(name) => Some(alone.with(name)),
        None if is_token68(tail) => Some(alone),
        None => None,
    }
}

const fn checked(challenge: Option<Challenge<'_>>) -> Option<Result<(), Mistake>> {
    let Some(challenge) = challenge else { return None };
    let needs_realm = is_word(challenge.scheme, b"basic") || is_word(challenge.scheme, b"digest");
    Some(if needs_realm && !challenge.has_realm {
        Err(Mistake::ChallengeRealm)
    } else if is_word(challenge.scheme, b"bearer") && !challenge.has_parameter {
        Err(Mistake::ChallengeParameter)
    } else {
        Ok(())
    })
}

/// The name of a parameter, if this is one: `name = value`, with a token or a quoted string.
const fn parameter(item: &[u8]) -> Option<&[u8]> {
    let (name, Some(value)) = split(item, b'=') else {
        return None;
    };
    let (name, value) = (name.trim_ascii(), value.trim_ascii());
    if is_token(name) && (is_token(value) || is_quoted(value)) {
        Some(name)
    } else {
        None
    }
}

/// RFC 9110 section 5.6.4.
const fn is_quoted(value: &[u8]) -> bool {
    let [b'"', inner @ .., b'"'] = value else {
        return false;
    };
    let mut rest = inner;
    loop {
        rest = match rest {
            [] => return true,
            [b'\\', _, tail @ ..] => tail,
            [b'\\' | b'"', ..] => return false,
            [_, tail @ ..] => tail,
        };
    }
}

/// RFC 9110 section 11.2.
const fn is_token68(value: &[u8]) -> bool {
    let mut rest = value;
    while let [tail @ .., b'='] = rest {
        rest = tail;
    }
    let is_empty = rest.is_empty();
    while let [byte, tail @ ..] = rest {
        if !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/') {
            return false;
        }
        rest = tail;
    }
    !is_empty
}

/// The parts before and after the first comma that is not in a quoted string.
const fn split_item(list: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut rest = list;
    let mut is_quoted = false;
    loop {
        rest = match rest {
            [] => return (list, None),
            [b'\\', _, tail @ ..] if is_quoted => tail,
            [b',', tail @ ..] if !is_quoted => {
                let (item, _) = list.split_at(list.len() - rest.len());
                return (item, Some(tail));
            }
            [byte, tail @ ..] => {
                is_quoted = is_quoted != (*byte == b'"');
                tail
            }
        };
    }
}

/// Whether a word is `lower`, in any case: names of schemes and parameters have none (RFC 9110 section 11.1, 11.2).
pub(super) const fn is_word(word: &[u8], lower: &[u8]) -> bool {
    let (mut word, mut lower) = (word, lower);
    while let ([a, word_tail @ ..], [b, lower_tail @ ..]) = (word, lower) {
        if !a.eq_ignore_ascii_case(b) {
            return false;
        }
        (word, lower) = (word_tail, lower_tail);
    }
    word.is_empty() && lower.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_challenges_follows_the_grammar() {
        for list in [
            "Bearer realm=\"api\"",
            "Bearer realm=api",
            "Bearer error=\"invalid_token\", error_description=\"a, b \\\" c\"",
            "Basic realm=\"a b\", charset=\"UTF-8\"",
            "Basic charset=\"UTF-8\",realm = \"a\"",
            "Negotiate",
            "Negotiate YIIB-._~+/a==",
            "Negotiate, Basic realm=\"x\", DPoP algs=\"ES256\"",
            "HOBA max-age=\"180\", challenge=\"16:MTEyMzEy\"",
        ] {
            assert_eq!(check(list), Ok(()), "{list}");
        }
        for list in [
            "",
            ",",
            "realm=\"api\"",
            "Bearer realm=\"api",
            "Bearer realm=\"a\"b\"",
            "Bearer realm=\"a\\\"",
            "Bearer realm=\"api\",",
            "Bearer ,realm=\"api\", , Negotiate",
            "Be@rer realm=\"api\"",
            "Bearer a b",
            "Negotiate ==",
        ] {
            assert_eq!(check(list), Err(Mistake::Challenge), "{list}");
        }
    }

    #[test]
    fn each_challenge_has_the_parameters_of_its_scheme() {
        for list in ["Bearer", "bearer, Negotiate", "Negotiate, Bearer", "Bearer realm="] {
            assert_eq!(check(list), Err(Mistake::ChallengeParameter), "{list}");
        }
        for list in [
            "Basic",
            "BASIC charset=\"UTF-8\"",
            "Digest nonce=\"a\"",
            "Bearer realm=\"api\", Basic",
            "Basic, Bearer realm=\"api\"",
        ] {
            assert_eq!(check(list), Err(Mistake::ChallengeRealm), "{list}");
        }
    }
}
