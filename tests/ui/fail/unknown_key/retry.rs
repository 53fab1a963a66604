use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal(retry = never)]
    V,
}

fn main() {}
