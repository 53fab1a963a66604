use secure_error::{ProblemType, problem};

const MINE: ProblemType = problem::NOT_FOUND.with_title("Nobody finds this text by searching");

fn main() {
    let _ = MINE;
}
