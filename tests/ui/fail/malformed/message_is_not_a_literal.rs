use secure_error::SecureError;

const TEXT: &str = "text";

#[derive(SecureError)]
enum E {
    #[public(status = 404, message = TEXT)]
    V,
}

fn main() {}
