use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(secure_error::problem::NOT_FOUND)]
    V { #[public] count: u64 },
}

fn main() {}
