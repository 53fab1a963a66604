use secure_error::{ProblemType, PublicError, Report, SecureError, problem};

#[derive(Debug)]
struct E;

impl std::fmt::Display for E {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for E {}

impl SecureError for E {
    fn problem_type(&self) -> &'static ProblemType {
        &problem::NOT_FOUND
    }

    fn public(&self) -> PublicError<'_> {
        PublicError::constant(&problem::NOT_FOUND)
    }

    fn report(&self) -> Report<'_> {
        unreachable!()
    }
}

fn main() {}
