use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "A")]
    V,
}

fn main() {}
