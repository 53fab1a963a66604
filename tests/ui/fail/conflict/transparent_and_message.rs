use secure_error::SecureError;

#[derive(SecureError)]
#[public(status = 404)]
struct Inner;

#[derive(SecureError)]
enum E {
    #[public(transparent, message = "x")]
    V(#[from] Inner),
}

fn main() {}
