use secure_error::{SecureError, problem};

#[derive(SecureError)]
enum E {
    #[public(problem::NOT_FOUND, status = 404)]
    V,
}

fn main() {}
