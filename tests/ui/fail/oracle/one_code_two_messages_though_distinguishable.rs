use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, code = "DENIED", message = "Unknown user", challenge = "Bearer", distinguishable)]
    A,
    #[public(status = 401, code = "DENIED", message = "Wrong password", challenge = "Bearer", distinguishable)]
    B,
}

fn main() {}
