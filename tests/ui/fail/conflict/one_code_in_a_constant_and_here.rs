use secure_error::{ProblemType, SecureError};

const MISSING: ProblemType = ProblemType::new(404, "MISSING", "Missing");

#[derive(SecureError)]
enum E {
    #[public(MISSING)]
    A,
    #[public(status = 410, code = "MISSING", message = "Missing")]
    B,
}

fn main() {}
