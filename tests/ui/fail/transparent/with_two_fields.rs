use secure_error::SecureError;

#[derive(SecureError)]
#[public(status = 404)]
struct Inner;

#[derive(SecureError)]
enum E {
    #[public(transparent)]
    V(Inner, u64),
}

fn main() {}
