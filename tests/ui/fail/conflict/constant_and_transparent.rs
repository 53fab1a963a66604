use secure_error::{SecureError, problem};

#[derive(SecureError)]
enum E {
    #[public(problem::NOT_FOUND, transparent)]
    V(#[from] std::fmt::Error),
}

fn main() {}
