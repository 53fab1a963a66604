use secure_error::{ProblemType, SecureError};

const UNKNOWN: ProblemType = ProblemType::new(401, "UNKNOWN", "Unknown user").with_challenge("Bearer");
const WRONG: ProblemType = ProblemType::new(401, "WRONG", "Wrong password").with_challenge("Bearer");

#[derive(SecureError)]
enum E {
    #[public(UNKNOWN)]
    UnknownUser,
    #[public(WRONG)]
    WrongPassword,
}

fn main() {}
