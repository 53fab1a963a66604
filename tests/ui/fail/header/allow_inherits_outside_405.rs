use secure_error::{ProblemType, SecureError};

const GONE: ProblemType = ProblemType::new(410, "GONE", "Gone").with_inherited_allow();

#[derive(SecureError)]
enum E {
    #[public(status = 404, allow = inherit)]
    V,
}

fn main() {
    let _ = GONE;
}
