use secure_error::{Fault, ProblemType, SecureError};

#[derive(SecureError)]
enum E {
    #[public(status = 404)]
    OwnResponse {
        #[public(transparent)]
        face: Fault,
    },
    TwoFaces {
        #[public(transparent)]
        face: &'static ProblemType,
        #[public(transparent)]
        other: Fault,
    },
    ValueBeside {
        #[public(transparent)]
        face: Fault,
        #[public]
        count: u64,
    },
    Renamed {
        #[public(transparent, rename = "other")]
        face: Fault,
    },
    Optional {
        #[public(transparent)]
        face: Option<Fault>,
        other: u8,
    },
    FromBeside {
        #[public(transparent)]
        face: Fault,
        #[from]
        source: std::io::Error,
    },
}

fn main() {}
