use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(transparent)]
    V,
}

fn main() {}
