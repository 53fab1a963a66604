use secure_error::SecureError;
use std::fmt;

#[derive(SecureError)]
struct E;

impl fmt::Display for E {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no row")
    }
}

fn main() {}
