//! The feature `dev-details`: what it shows, and the three locks before that.

mod answers;
mod leaky;
mod locks;
mod release;

use secure_error_tests::{server, sink};
