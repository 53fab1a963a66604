use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("x", alert = true)]
    V,
}

fn main() {}
