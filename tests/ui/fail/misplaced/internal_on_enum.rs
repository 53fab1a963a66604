use secure_error::SecureError;

#[derive(SecureError)]
#[internal("{0}")]
enum E {
    V,
}

fn main() {}
