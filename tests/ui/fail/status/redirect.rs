use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 302)]
    V,
}

fn main() {}
