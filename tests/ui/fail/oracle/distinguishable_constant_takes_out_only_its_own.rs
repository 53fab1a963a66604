use secure_error::{ProblemType, SecureError};

const NO_TOKEN: ProblemType = ProblemType::new(401, "NO_TOKEN", "Log in").with_challenge("Bearer");
const UNKNOWN: ProblemType = ProblemType::new(401, "DENIED", "Unknown user").with_challenge("Bearer");
const WRONG: ProblemType = ProblemType::new(401, "DENIED", "Wrong password").with_challenge("Bearer");

#[derive(SecureError)]
enum E {
    #[public(NO_TOKEN, distinguishable)]
    MissingToken,
    #[public(UNKNOWN)]
    UnknownUser,
    #[public(WRONG)]
    WrongPassword,
}

fn main() {}
