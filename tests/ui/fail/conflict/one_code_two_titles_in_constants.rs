use secure_error::{ProblemType, SecureError};

const TAKEN: ProblemType = ProblemType::new(409, "TAKEN", "Name taken");
const GONE: ProblemType = ProblemType::new(409, "TAKEN", "Address taken").with_title("Gone");

#[derive(SecureError)]
enum E {
    #[public(TAKEN)]
    A,
    #[public(GONE)]
    B,
}

fn main() {}
