//! The little of JSON that a report needs, as data.

use crate::text::json;
use serde::ser::{Serialize, Serializer};

/// A member of a [`Node::Map`].
pub(crate) type Member<'a> = (&'static str, Node<'a>);

/// A report, or a part of one. It is four levels deep at most, by construction.
#[derive(Clone)]
pub(crate) enum Node<'a> {
    Text(&'a str),
    Number(u64),
    Flag(bool),
    List(Vec<Self>),
    Map(Vec<Member<'a>>),
}

impl From<u64> for Node<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a str> for Node<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl Node<'_> {
    /// Appends the data as JSON, on one line.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        // It cannot fail: all keys are text, and memory takes everything.
        let _ = json::append(out, self);
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}
