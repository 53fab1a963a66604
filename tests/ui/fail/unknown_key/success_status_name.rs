use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = OK)]
    V,
}

fn main() {}
