use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal]
    V,
}

fn main() {}
