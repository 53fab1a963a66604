use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, code = "NO_TOKEN", message = "Log in", challenge = "Bearer", distinguishable)]
    MissingToken,
    #[public(status = 401, code = "DENIED", message = "Unknown user", challenge = "Bearer")]
    UnknownUser,
    #[public(status = 401, code = "DENIED", message = "Wrong password", challenge = "Bearer")]
    WrongPassword,
}

fn main() {}
