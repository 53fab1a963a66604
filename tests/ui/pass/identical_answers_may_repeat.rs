use secure_error::{ProblemType, SecureError, problem};

const DENIED: ProblemType = ProblemType::new(401, "DENIED", "Denied").with_challenge("Bearer");

#[derive(SecureError)]
#[allow(dead_code)]
enum Login {
    #[public(DENIED)]
    UnknownUser,
    #[public(DENIED)]
    WrongPassword,
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    Locked,
    #[public(problem::NOT_FOUND)]
    A,
    #[public(secure_error::problem::NOT_FOUND)]
    B,
    Undecided,
    AlsoUndecided,
}

#[derive(SecureError)]
#[allow(dead_code)]
enum Told {
    #[public(status = 401, code = "EXPIRED", message = "Log in again", challenge = "Bearer", distinguishable)]
    Expired,
    #[public(DENIED, distinguishable)]
    Denied,
}

fn main() {}
