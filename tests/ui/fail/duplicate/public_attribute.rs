use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404)]
    #[public(status = 500)]
    V,
}

fn main() {}
