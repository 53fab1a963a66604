use secure_error::{SecureError, problem};

#[derive(SecureError)]
enum E {
    #[public(problem::NOT_FOUND, problem::GONE)]
    V,
}

fn main() {}
