//! What the layer costs, beside what is around other services, in one run on one machine.

mod cases;
mod measure;
mod ratios;
mod rounds;

pub use rounds::{Compare, compare};
