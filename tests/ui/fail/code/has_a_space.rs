use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "NOT HERE")]
    V,
}

fn main() {}
