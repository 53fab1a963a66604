use secure_error::ProblemType;

const LINKED: ProblemType = ProblemType::new(404, "LINKED", "Linked").with_header("link", "");
const FINE: ProblemType = ProblemType::new(404, "FINE", "Fine").with_header("link", "a");

fn main() {
    let _ = (LINKED, FINE);
}
