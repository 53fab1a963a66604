use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(transparent)]
    A(String),
}

fn main() {}
