use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 499)]
    V,
}

fn main() {}
