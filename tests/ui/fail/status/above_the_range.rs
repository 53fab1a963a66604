use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 600)]
    V,
}

fn main() {}
