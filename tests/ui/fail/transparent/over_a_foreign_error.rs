use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(transparent)]
    V(#[from] std::fmt::Error),
}

fn main() {}
