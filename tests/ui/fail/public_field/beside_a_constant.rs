use secure_error::{SecureError, problem};

#[derive(SecureError)]
enum E {
    #[public(problem::NOT_FOUND)]
    V { #[public] count: u64 },
}

fn main() {}
