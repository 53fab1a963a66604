use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(secure_error::problem::NOT_FOUND, secure_error::problem::GONE)]
    V,
}

fn main() {}
