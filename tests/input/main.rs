//! What clients learn about an input that does not fit: all of what is wrong with it, and nothing else.

mod differential;
mod extractors;
mod kinds;
mod rules;
mod secrets;
mod shapes;

use secure_error::input::{InputError, from_json};
use secure_error::{SecureError as _, Violations};
use serde::de::DeserializeOwned;

/// `code pointer` of each violation, in order.
fn mistakes<T: DeserializeOwned>(json: &str) -> Vec<String> {
    match from_json::<T>(json.as_bytes()) {
        Ok(_) => Vec::new(),
        Err(error) => listed(&error),
    }
}

fn listed(error: &InputError) -> Vec<String> {
    let list = |violations: &Violations| {
        violations
            .iter()
            .map(|it| format!("{} {}", it.code(), it.pointer()))
            .collect()
    };
    match error.violations() {
        Some(violations) => list(violations),
        None => vec![error.error_code().to_owned()],
    }
}
