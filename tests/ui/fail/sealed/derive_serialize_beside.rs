use secure_error::SecureError;

#[derive(serde::Serialize, SecureError)]
enum E {
    V,
}

fn main() {}
