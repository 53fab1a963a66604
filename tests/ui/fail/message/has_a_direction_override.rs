use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, message = "Not\u{202e}here")]
    V,
}

fn main() {}
