//! Rules about characters and JSON that both wings share.

pub(crate) mod chars;
pub(crate) mod json;
pub(crate) mod node;
