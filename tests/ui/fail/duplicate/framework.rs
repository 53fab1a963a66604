use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(axum, axum)]
enum E {
    V,
}

fn main() {}
