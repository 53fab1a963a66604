use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 99)]
    V,
}

fn main() {}
