use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(axun)]
enum E {
    V,
}

fn main() {}
