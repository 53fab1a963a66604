use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(secure_error::problem::NOT_FOUND, status = 404)]
    V,
}

fn main() {}
