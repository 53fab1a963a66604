use secure_error::SecureError;

#[derive(Debug, SecureError)]
enum E {
    V,
}

fn main() {}
