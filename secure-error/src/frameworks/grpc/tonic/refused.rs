//! What tonic itself refuses of a call that its client must change.
//!
//! The texts are the only sign of it, and choose between constants. Most of them tonic also has for the response of another
//! service: then they are in the head of a response only if a handler has read a whole stream of that service.

use super::told::Told;
use crate::public::{GrpcCode, ProblemType};
use ::tonic::Code;

static TOO_LARGE: ProblemType = too_large(GrpcCode::OutOfRange);
static TOO_LARGE_DECOMPRESSED: ProblemType = too_large(GrpcCode::ResourceExhausted);

const fn too_large(code: GrpcCode) -> ProblemType {
    ProblemType::new(
        413,
        "MESSAGE_TOO_LARGE",
        "The message exceeds the maximum message size of this service",
    )
    .with_grpc(code)
}

/// The code is that which gRPC demands ("Status codes and their use in gRPC", "gRPC compression").
static MALFORMED: ProblemType = ProblemType::new(500, "MALFORMED_MESSAGE", "The message could not be read");

/// Whether it is the client's fault, although the HTTP status of the problem does not say so.
pub(super) fn is_of_the_client(problem: &ProblemType) -> bool {
    problem.code() == MALFORMED.code() || problem.grpc() == GrpcCode::Unimplemented
}

/// What such a status is, if it is one. `is_head` says that it is not the end of a stream.
pub(super) fn of(told: &Told, is_head: bool) -> Option<&'static ProblemType> {
    let text = &*told.message;
    match told.code {
        Code::OutOfRange if is_head && text.starts_with("Error, decoded message length too large: ") => {
            Some(&TOO_LARGE)
        }
        Code::ResourceExhausted if is_head && text.starts_with("Error decompressing: size limit, ") => {
            Some(&TOO_LARGE_DECOMPRESSED)
        }
        Code::Internal if is_malformed(text) || is_head && may_be_malformed(text) => Some(&MALFORMED),
        _ => None,
    }
}

fn is_malformed(text: &str) -> bool {
    text == "Missing request message."
        || text.ends_with(", while sending request")
            && (text.starts_with("protocol error: ") || text.starts_with("Error decompressing: "))
}

fn may_be_malformed(text: &str) -> bool {
    text == "Unexpected EOF decoding stream."
        || text.starts_with("protocol error: received message with compressed-flag ")
        || text.starts_with("failed to decode Protobuf message: ")
}
