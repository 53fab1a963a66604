use secure_error::SecureError;

#[derive(Debug, thiserror::Error, SecureError)]
enum E {
    #[error("dsn {0}")]
    V(String),
}

fn main() {}
