use secure_error::{SecureError, Violations};

#[derive(SecureError)]
#[public(status = 422)]
struct E(#[public] Violations, #[public] Violations);

fn main() {}
