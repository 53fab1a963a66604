//! What is right and what is not. Nothing in here talks to the service.

mod answers;
mod complaints;
mod memory;
mod records;

pub use answers::{Named, answer, refusal};
pub use complaints::Complaints;
pub use memory::Memory;
pub use records::{Answered, Records, compare};
