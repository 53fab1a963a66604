use secure_error::ProblemType;

const FINE: ProblemType = ProblemType::new(200, "FINE", "Fine");

fn main() {
    let _ = FINE;
}
