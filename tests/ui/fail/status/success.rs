use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 200)]
    V,
}

fn main() {}
