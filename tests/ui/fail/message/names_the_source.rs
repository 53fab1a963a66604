use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, message = "Failed: {0}")]
    V(#[source] std::fmt::Error),
}

fn main() {}
