use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 426)]
    V,
}

fn main() {}
