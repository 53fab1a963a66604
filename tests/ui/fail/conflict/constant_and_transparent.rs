use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(secure_error::problem::NOT_FOUND, transparent)]
    V(#[from] std::fmt::Error),
}

fn main() {}
