use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "MISSING", message = "Missing")]
    A,
    #[public(status = 410, code = "MISSING", message = "Missing")]
    B,
}

fn main() {}
