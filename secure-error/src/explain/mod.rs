//! What is wrong with an input that a type refused: a second pass over it, after `serde` has failed.
//!
//! The first pass is that of the format, unchanged, so that success costs nothing. The second one wraps the same
//! deserializer ([`tracked`]) and asks it for the same things. It learns names only from what the type declares, and where a
//! value is refused only from the constructors of `serde::de::Error`, whose texts it drops ([`refusal`]). After each mistake
//! it starts again, with a value of ours in place of the refused one ([`invent`]), or without it, until nothing is refused
//! any more.
//!
//! `serde_path_to_error` has paths, but only the text of the error, the keys of the client, and the first mistake. `eserde`
//! has all mistakes, but needs a derive of its own on every type, and texts again.

#[cfg(feature = "garde")]
pub(crate) mod garde;
mod invent;
#[cfg(any(feature = "garde", feature = "validator"))]
mod names;
mod pairs;
mod refusal;
mod track;
mod tracked;
#[cfg(feature = "validator")]
pub(crate) mod validator;

#[cfg(any(feature = "garde", feature = "validator"))]
pub use names::{Kinds, Names};
pub use refusal::Refusal;
pub use track::Pass;
pub use tracked::Tracked;

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, IgnoredAny};

use crate::public::violations::MAX_VIOLATIONS;
use crate::public::{JsonPointer, Violation, ViolationKind, Violations, violation};
use crate::request::unwind::contained;
use invent::ATTEMPTS;
pub(crate) use pairs::{Pair, Pairs};
use refusal::{Hint, Place, Refused, Token, Unfit, What};
use track::{Action, Lessons, Seen};

/// How many passes there are at most: each mistake takes up to three.
const MAX_PASSES: usize = 3 * MAX_VIOLATIONS;

/// How many bytes are read at most, so that a long input with many mistakes costs a small multiple of one without any.
/// There are always two passes.
const MAX_WORK: usize = 1 << 20;

/// What one pass counts as if the length of the input is not known.
const UNKNOWN_LENGTH: usize = MAX_WORK / 16;

/// Explains why `T` refuses what a deserializer contains. `deserializer` creates it again for each pass, so it must be cheap,
/// and must contain the same each time.
///
/// Returns no violations if `T` accepts it. `T` is deserialised up to 16 times, also from values that the input does not
/// have, so a conversion inside `Deserialize` must not be expensive (hashing a password) and must not have effects.
///
/// ```
/// # use std::collections::BTreeMap;
/// let input = serde_json::json!({"a": 1, "b": "hunter2"});
/// let violations = secure_error::input::explain::<BTreeMap<String, u8>, _>(|| &input);
/// assert_eq!(violations.to_string(), "/*: This value has the wrong type");
/// ```
pub fn explain<'de, T, D>(mut deserializer: impl FnMut() -> D) -> Violations
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    find(UNKNOWN_LENGTH, |pass| {
        T::deserialize(Tracked::new(deserializer(), pass)).map(drop)
    })
}

/// Explains why `T` refuses a JSON text. It must be valid.
pub(crate) fn explain_json<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Violations {
    at_least_one(find(json.len(), |pass| {
        T::deserialize(Tracked::new(&mut serde_json::Deserializer::from_slice(json), pass)).map(drop)
    }))
}

/// Explains why `T` refuses pairs.
pub(crate) fn explain_pairs<'de, T: Deserialize<'de>>(pairs: Pairs<'de>) -> Violations {
    // A pair without text costs as much as any other.
    let length = pairs
        .pairs
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum();
    at_least_one(find(length, |pass| T::deserialize(Tracked::new(pairs, pass)).map(drop)))
}

/// The input was refused, so something is wrong, even if the second pass finds nothing.
fn at_least_one(violations: Violations) -> Violations {
    if violations.is_empty() {
        violation::MALFORMED.at(JsonPointer::root()).into()
    } else {
        violations
    }
}

/// Whether a text is JSON.
///
/// # Errors
///
/// Returns line and column of the first character that is not, if they are known.
pub(crate) fn check_json(json: &[u8]) -> Result<(), Option<(usize, usize)>> {
    std::str::from_utf8(json).map_err(|_| None)?;
    match serde_json::from_slice::<IgnoredAny>(json) {
        Ok(_) => Ok(()),
        Err(error) => Err(Some((error.line(), error.column()))),
    }
}

/// In a pointer, a key that no type declares.
const UNKNOWN: &str = "*";

/// One mistake.
struct Found {
    what: What,
    place: Place,
    /// The type of the refused value. Returns `None` until a pass has looked at it.
    seen: Option<Seen>,
}

fn find(length: usize, mut read: impl FnMut(&Pass<'_>) -> Result<(), Refusal>) -> Violations {
    let mut lessons = Lessons::default();
    let mut found: Vec<Found> = Vec::new();
    let mut work = 0_usize;
    for number in 0..MAX_PASSES {
        work = work.saturating_add(length);
        if number >= 2 && work > MAX_WORK {
            break;
        }
        let pass = Pass::new(&lessons);
        // A type may panic at a value of ours that it never meets otherwise.
        let Some(read) = contained(|| read(&pass)) else {
            break;
        };
        let refused = read.err().map(|refusal| {
            let refusal = refusal.unclear().at(|| pass.place(Hint::Any));
            refusal.into_inner()
        });
        let seen = pass.into_seen();
        for (path, seen) in seen {
            if let Some(found) = found.iter_mut().find(|found| found.place.path == path) {
                found.seen.get_or_insert(seen);
            }
        }
        let Some(Refused {
            what,
            place: Some(place),
        }) = refused
        else {
            break;
        };
        if found.len() > MAX_VIOLATIONS || !lessons.learn(&what, &place, &mut found) {
            break;
        }
    }
    let mut violations = Violations::new();
    for violation in found.into_iter().map(Found::into_violation) {
        if violations.iter().all(|other| *other != violation) {
            violations.push(violation);
        }
    }
    violations
}

impl Lessons {
    /// Notes a mistake, and what the next pass does about it. Returns whether that makes a difference.
    fn learn(&mut self, what: &What, place: &Place, found: &mut Vec<Found>) -> bool {
        let path = &place.path;
        let mut note = || {
            found.push(Found {
                what: what.clone(),
                place: place.clone(),
                seen: None,
            });
        };
        match *what {
            What::Invented => self.give_up(place),
            What::InventedMember(name) => self.try_again(place, name),
            What::Missing(name) => {
                let is_skipped = |name| self.skipped.contains(&(path.clone(), name));
                if is_skipped(Some(name)) || is_skipped(None) {
                    return self.give_up(place);
                }
                let members = self.members.entry(path.clone()).or_default();
                if members.iter().any(|(other, _)| *other == name) {
                    return self.give_up(place);
                }
                note();
                members.push((name, 0));
                true
            }
            _ if place.is_member(what) => {
                note();
                self.act(path, Action::Skip)
            }
            // Our own values below it may be what it is about.
            _ if self.is_touched(path) => self.give_up(place),
            _ => {
                note();
                self.act(path, Action::Invent { attempt: 0 })
            }
        }
    }

    fn act(&mut self, path: &[usize], action: Action) -> bool {
        self.actions.insert(path.to_vec(), action) != Some(action)
    }

    /// Invents another value for a member that is missing, or does without the object.
    fn try_again(&mut self, place: &Place, name: &'static str) -> bool {
        let members = self.members.get_mut(&place.path);
        let attempt = members.and_then(|members| members.iter_mut().find(|(other, _)| *other == name));
        match attempt {
            Some((_, attempt)) if *attempt + 1 < ATTEMPTS => {
                *attempt += 1;
                true
            }
            _ => self.give_up(place),
        }
    }

    /// Invents another value, or does without it; if that was done already, the same for what it is in.
    fn give_up(&mut self, place: &Place) -> bool {
        let mut steps = place.path.as_slice();
        loop {
            let next = match (self.actions.get(steps), steps.split_last()) {
                (None, _) => Action::Invent { attempt: 1 },
                (Some(Action::Invent { attempt }), _) if *attempt + 1 < ATTEMPTS => {
                    Action::Invent { attempt: attempt + 1 }
                }
                (Some(Action::Invent { .. }), Some((_, parent))) => {
                    let name = match place.tokens.get(parent.len()) {
                        Some(Token::Name(name)) => Some(*name),
                        _ => None,
                    };
                    self.skipped.insert((parent.to_vec(), name));
                    Action::Skip
                }
                (Some(Action::Skip), Some((_, parent))) => {
                    steps = parent;
                    continue;
                }
                (_, None) => return false,
            };
            return self.act(steps, next);
        }
    }

    /// Whether anything at or below `path` is not what was sent.
    fn is_touched(&self, path: &[usize]) -> bool {
        let below = |other: &Vec<usize>| other.starts_with(path);
        self.actions.keys().any(below) || self.members.keys().any(below)
    }
}

impl Place {
    /// Whether a mistake is that this member is there at all, or what its key is: the rest of the object can be read without.
    fn is_member(&self, what: &What) -> bool {
        match *what {
            What::Duplicate(name) => self.tokens.last() == Some(&Token::Name(name)),
            What::UnknownVariant => false,
            _ => matches!(self.hint, Hint::Name(_)),
        }
    }
}

impl Found {
    fn into_violation(self) -> Violation {
        let Self { what, place, seen } = self;
        let pointer = pointer(&place.tokens);
        let (hint, is_member) = (place.hint, place.is_member(&what));
        match what {
            What::Missing(name) => violation::MISSING.at(pointer.field(name)),
            What::UnknownField if is_member => violation::UNKNOWN_FIELD.at(pointer),
            What::UnknownField => violation::UNKNOWN_FIELD.at(pointer.field(UNKNOWN)),
            What::Duplicate(_) if is_member => violation::DUPLICATE.at(pointer),
            What::Duplicate(name) => violation::DUPLICATE.at(pointer.field(name)),
            What::UnknownVariant => violation::UNKNOWN_VALUE.at(pointer),
            What::Custom(Some(offered)) => Violation::of_offer(offered, pointer),
            What::Custom(None) | What::Invented | What::InventedMember(_) => violation::MALFORMED.at(pointer),
            // A key is text in any case.
            _ if is_member => violation::MALFORMED.at(pointer),
            What::Type(Unfit::Float(value)) if matches!(hint, Hint::Int { .. }) && is_integer(value) => {
                out_of_range(hint, pointer, None)
            }
            What::Value(unfit) if matches!(hint, Hint::Int { .. }) => out_of_range(hint, pointer, Some(unfit)),
            What::Value(_) => violation::MALFORMED.at(pointer),
            What::Type(_) => wrong_type(hint, pointer),
            What::Length => match hint {
                Hint::Struct(_) => wrong_type(hint, pointer),
                Hint::Tuple(len) => length(violation::TOO_FEW, "min", len, pointer),
                _ => violation::MALFORMED.at(pointer),
            },
            What::Format => of_format(hint, seen, pointer),
        }
    }
}

/// What is wrong with a value that the format refused by itself, from what was asked for and what is there.
fn of_format(hint: Hint, seen: Option<Seen>, pointer: JsonPointer) -> Violation {
    match (hint, seen) {
        // What the format cannot read is a number with an exponent beyond its own.
        (Hint::Int { .. } | Hint::Float, Some(Seen::Number | Seen::Unreadable)) => out_of_range(hint, pointer, None),
        (Hint::Tuple(len), Some(Seen::Seq)) => length(violation::TOO_MANY, "max", len, pointer),
        (Hint::Bool, Some(Seen::Bool))
        | (Hint::Text | Hint::Char, Some(Seen::Text))
        | (Hint::Enum(_), Some(Seen::Text | Seen::Map))
        | (Hint::Seq, Some(Seen::Seq))
        | (Hint::Map | Hint::Struct(_), Some(Seen::Map))
        | (Hint::Unit, Some(Seen::Null))
        | (Hint::Any | Hint::Bytes | Hint::Name(_), _)
        | (_, None) => violation::MALFORMED.at(pointer),
        _ => wrong_type(hint, pointer),
    }
}

fn wrong_type(hint: Hint, pointer: JsonPointer) -> Violation {
    let violation = violation::WRONG_TYPE.at(pointer);
    match expected(hint) {
        Some(expected) => violation.with("expected", expected),
        None => violation,
    }
}

/// The JSON type that was asked for.
const fn expected(hint: Hint) -> Option<&'static str> {
    Some(match hint {
        Hint::Bool => "boolean",
        Hint::Int { .. } => "integer",
        Hint::Float => "number",
        Hint::Char | Hint::Text => "string",
        Hint::Unit => "null",
        Hint::Seq | Hint::Tuple(_) => "array",
        Hint::Map | Hint::Struct(_) => "object",
        Hint::Any | Hint::Bytes | Hint::Enum(_) | Hint::Name(_) => return None,
    })
}

/// With the limits of the type, if the value is beyond them.
fn out_of_range(hint: Hint, pointer: JsonPointer, unfit: Option<Unfit>) -> Violation {
    let violation = violation::OUT_OF_RANGE.at(pointer);
    // The limits of 128 bits are beyond what many clients can read.
    let (min, max) = match hint {
        Hint::Int { min, max } if max <= u128::from(u64::MAX) => (min, max),
        _ => return violation,
    };
    if let Some(Unfit::Integer { negative, magnitude }) = unfit {
        let is_inside = if negative {
            -i128::from(magnitude) >= min
        } else {
            u128::from(magnitude) <= max
        };
        if is_inside {
            return violation;
        }
    }
    violation.with("min", min).with("max", max)
}

#[expect(
    clippy::float_cmp,
    reason = "a number without a fraction is exactly its own integral part"
)]
fn is_integer(value: f64) -> bool {
    value.trunc() == value && value.abs() >= 9_007_199_254_740_992.0
}

fn length(kind: ViolationKind, limit: &'static str, len: usize, pointer: JsonPointer) -> Violation {
    kind.at(pointer).with(limit, len)
}

fn pointer(tokens: &[Token]) -> JsonPointer {
    tokens.iter().fold(JsonPointer::root(), |pointer, token| match *token {
        Token::Name(name) => pointer.field(name),
        Token::Index(index) => pointer.index(index),
        Token::Unknown => pointer.field(UNKNOWN),
    })
}

/// The pairs of a query or a form (`application/x-www-form-urlencoded`).
pub(crate) fn pairs_of(text: &[u8]) -> Vec<Pair<'_>> {
    form_urlencoded::parse(text).collect::<Vec<(Cow<'_, str>, Cow<'_, str>)>>()
}
