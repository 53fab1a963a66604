//! What the examples show their work with. Nothing here is about errors.

pub mod desk;
pub mod operators_log;
pub mod terminal;
pub mod two_sides;
