use secure_error::ProblemType;

const DENIED: ProblemType = ProblemType::new(401, "DENIED", "Denied").with_challenge("realm=\"a\"");

fn main() {
    let _ = DENIED;
}
