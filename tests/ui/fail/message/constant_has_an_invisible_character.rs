use secure_error::ProblemType;

const HIDDEN: ProblemType = ProblemType::new(404, "HIDDEN", "admin\u{200B}");
const BLANK: ProblemType = ProblemType::new(404, "BLANK", "\u{A0} ");

fn main() {
    let _ = (HIDDEN, BLANK);
}
