use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    A,
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer", allow = "GET")]
    B,
}

fn main() {}
