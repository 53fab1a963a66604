use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404 code = "NOT_HERE")]
    V,
}

fn main() {}
