use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, message = "Log in")]
    V,
}

fn main() {}
