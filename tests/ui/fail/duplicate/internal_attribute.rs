use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("a")]
    #[internal("b")]
    V,
}

fn main() {}
