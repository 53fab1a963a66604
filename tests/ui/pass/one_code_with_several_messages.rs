use secure_error::{ProblemType, SecureError};

const TAKEN: ProblemType = ProblemType::new(409, "TAKEN", "Number taken");
const NO_TOKEN: ProblemType = ProblemType::new(401, "NO_TOKEN", "Log in first").with_challenge("Bearer");

#[derive(SecureError)]
#[allow(dead_code)]
enum E {
    #[public(status = 500, message = "Try again later")]
    Undecided,
    Also,
    #[public(status = 409, code = "TAKEN", message = "Name taken")]
    Name,
    #[public(status = 409, code = "TAKEN", message = "Address taken", retry_after = 5)]
    Address,
    #[public(TAKEN)]
    Number,
    #[public(NO_TOKEN, distinguishable)]
    MissingToken,
    #[public(status = 401, code = "NO_SESSION", message = "Expired", challenge = "Bearer", distinguishable)]
    Expired,
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    UnknownUser,
    #[public(status = 401, code = "DENIED", message = "Denied", challenge = "Bearer")]
    WrongPassword,
}

fn main() {}
