use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(type_base = "problems/")]
enum E {
    V,
}

fn main() {}
