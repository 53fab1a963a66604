use secure_error::{ProblemType, SecureError};

const LOG_IN: ProblemType = ProblemType::new(401, "LOG_IN", "Log in");

#[derive(SecureError)]
enum E {
    #[public(LOG_IN)]
    V,
}

fn main() {}
