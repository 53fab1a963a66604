use secure_error::{ProblemType, problem};

const MINE: ProblemType = problem::NOT_FOUND.title("Nobody finds this text by searching");

fn main() {
    let _ = MINE;
}
