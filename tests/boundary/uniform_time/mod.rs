//! Answers that leave at multiples of a quantum, on a clock that stands still until all wait for it.

mod clock;
mod missing_timer;
mod outcomes;
mod overrun;
mod padded_handler;
mod wire;
