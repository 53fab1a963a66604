use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error]
enum E {
    V,
}

fn main() {}
