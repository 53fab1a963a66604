use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public]
    V,
}

fn main() {}
