use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    A(#[from] std::fmt::Error),
    B(#[from] std::fmt::Error),
}

fn main() {}
