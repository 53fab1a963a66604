use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("x", level = warn)]
    V,
}

fn main() {}
