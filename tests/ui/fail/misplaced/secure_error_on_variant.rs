use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[secure_error(axum)]
    V,
}

fn main() {}
