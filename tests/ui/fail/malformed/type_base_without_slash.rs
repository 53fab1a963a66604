use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(type_base = "https://example.com/problems")]
enum E {
    V,
}

fn main() {}
