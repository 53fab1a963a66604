use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 407)]
    V,
}

fn main() {}
