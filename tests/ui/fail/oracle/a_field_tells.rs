use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    UnknownUser,
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    WrongPassword { #[public] attempts: u64 },
}

fn main() {}
