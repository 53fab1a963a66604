//! Rules about characters and JSON that both wings stand on.

pub(crate) mod chars;
pub(crate) mod json;
pub(crate) mod node;
