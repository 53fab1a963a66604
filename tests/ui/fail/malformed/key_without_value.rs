use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status)]
    V,
}

fn main() {}
