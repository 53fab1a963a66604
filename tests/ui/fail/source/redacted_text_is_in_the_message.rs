use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("failed: {0}")]
    V(#[internal(redact)] #[source] std::fmt::Error),
}

fn main() {}
