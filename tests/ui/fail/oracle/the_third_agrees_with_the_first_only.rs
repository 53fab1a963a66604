use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer", distinguishable)]
    A,
    #[public(status = 401, code = "EXPIRED", message = "Expired", challenge = "Bearer", distinguishable)]
    B,
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    C,
}

fn main() {}
