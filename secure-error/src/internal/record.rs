//! A report as data, for both of its readers: `serde` and the JSON of a log line.

use crate::text::json::{JsonArray, JsonObject, write_number, write_str};
use serde::ser::{Serialize, Serializer};

/// A member of a [`Node::Map`].
pub(crate) type Member<'a> = (&'static str, Node<'a>);

/// The little of JSON that a report needs. It is four levels deep at most, by construction.
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
        match self {
            Self::Text(text) => write_str(out, text),
            Self::Number(number) => write_number(out, number),
            Self::Flag(flag) => out.extend_from_slice(flag.to_string().as_bytes()),
            Self::List(items) => {
                let mut array = JsonArray::begin(out);
                for item in items {
                    item.write(array.item());
                }
            }
            Self::Map(members) => {
                let mut object = JsonObject::begin(out);
                for (name, value) in members {
                    value.write(object.member(name));
                }
            }
        }
    }

    /// The data as JSON text, on one line.
    pub(super) fn to_json(&self) -> String {
        let mut out = Vec::new();
        self.write(&mut out);
        String::from_utf8(out).unwrap_or_default()
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
