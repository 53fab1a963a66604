use secure_error::{SecureError, Violations};

#[derive(SecureError)]
#[public(status = 422)]
struct E {
    #[public]
    listed: Violations,
    #[source]
    wrong: Violations,
}

fn main() {}
