use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "MISSING", message = "No account")]
    A,
    #[public(status = 404, code = "MISSING", message = "No user")]
    B,
}

fn main() {}
