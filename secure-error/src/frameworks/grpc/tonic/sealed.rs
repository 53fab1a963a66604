//! The constant statuses that replace foreign ones: they show the code only.

use crate::public::{GrpcCode, ProblemType, PublicError, problem};
use ::tonic::Code;
use http::StatusCode;

/// The status that HTTP has for this code, for the log.
pub(super) fn status_of(code: Code) -> StatusCode {
    PublicError::constant(problem_of(code)).status()
}

/// The response that is just this code. What is broken on our side is the same as any other internal error, but for the
/// code.
pub(super) fn problem_of(code: Code) -> &'static ProblemType {
    use GrpcCode as Grpc;

    const BROKEN: &str = problem::INTERNAL_ERROR.message();
    const fn sealed(status: u16, code: Grpc, message: &'static str) -> ProblemType {
        ProblemType::new(status, code.as_str(), message).with_grpc(code)
    }

    static CANCELLED: ProblemType = sealed(499, Grpc::Cancelled, "The call was cancelled");
    static UNKNOWN: ProblemType = sealed(500, Grpc::Unknown, BROKEN);
    static INVALID: ProblemType = sealed(400, Grpc::InvalidArgument, "The request is not valid");
    static DEADLINE: ProblemType = sealed(504, Grpc::DeadlineExceeded, "The call took too long");
    static NOT_FOUND: ProblemType = sealed(404, Grpc::NotFound, "Not found");
    static EXISTS: ProblemType = sealed(409, Grpc::AlreadyExists, "Exists already");
    static DENIED: ProblemType = sealed(403, Grpc::PermissionDenied, "Permission denied");
    static EXHAUSTED: ProblemType = sealed(429, Grpc::ResourceExhausted, "A limit is reached");
    static PRECONDITION: ProblemType = sealed(400, Grpc::FailedPrecondition, "Not possible in the present state");
    static ABORTED: ProblemType = sealed(409, Grpc::Aborted, "The call was given up because of a conflict");
    static OUT_OF_RANGE: ProblemType = sealed(400, Grpc::OutOfRange, "Out of range");
    static UNIMPLEMENTED: ProblemType = sealed(501, Grpc::Unimplemented, "Not implemented");
    static INTERNAL: ProblemType = problem::INTERNAL_ERROR;
    static UNAVAILABLE: ProblemType = sealed(503, Grpc::Unavailable, "Not available at the moment");
    static DATA_LOSS: ProblemType = sealed(500, Grpc::DataLoss, BROKEN);
    static UNAUTHENTICATED: ProblemType = sealed(401, Grpc::Unauthenticated, "Authentication required");

    match code {
        Code::Cancelled => &CANCELLED,
        Code::Unknown => &UNKNOWN,
        Code::InvalidArgument => &INVALID,
        Code::DeadlineExceeded => &DEADLINE,
        Code::NotFound => &NOT_FOUND,
        Code::AlreadyExists => &EXISTS,
        Code::PermissionDenied => &DENIED,
        Code::ResourceExhausted => &EXHAUSTED,
        Code::FailedPrecondition => &PRECONDITION,
        Code::Aborted => &ABORTED,
        Code::OutOfRange => &OUT_OF_RANGE,
        Code::Unimplemented => &UNIMPLEMENTED,
        // An error that says that all is well is broken.
        Code::Ok | Code::Internal => &INTERNAL,
        Code::Unavailable => &UNAVAILABLE,
        Code::DataLoss => &DATA_LOSS,
        Code::Unauthenticated => &UNAUTHENTICATED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_status_keeps_its_code() {
        for number in 1..=16 {
            let code = Code::from_i32(number);
            assert_eq!(problem_of(code).grpc().number(), number);
        }
        assert_eq!(problem_of(Code::Ok).grpc(), GrpcCode::Internal);
    }
}
