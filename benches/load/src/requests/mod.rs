//! What is asked, and what a right answer to it is.

mod hostile;
mod kind;
mod kinds;
mod rude;
mod usual;

pub use kind::{Expected, Kind, Message};
pub use kinds::{KINDS, STORM};
pub use rude::{RUDE, Rude, Then};
pub use usual::{USUAL_HEADERS, usual};
