//! Rules about characters, JSON and logfmt that both wings share.

pub(crate) mod chars;
pub(crate) mod json;
pub(crate) mod logfmt;
pub(crate) mod node;
