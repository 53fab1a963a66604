use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(domain = "billing service")]
enum E {
    V,
}

fn main() {}
