use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, code = "NO_USER", message = "Denied", challenge = "Bearer")]
    UnknownUser,
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    WrongPassword,
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    Locked,
}

fn main() {}
