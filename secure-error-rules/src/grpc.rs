//! The canonical gRPC codes.

use core::fmt;

/// An error code of `google.rpc.Code`, so without `OK`.
///
/// It follows from the HTTP status ([`GrpcCode::for_status`]) unless a `ProblemType` sets another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GrpcCode {
    /// The call was cancelled, usually by the client.
    Cancelled = 1,
    /// The cause is unknown.
    Unknown = 2,
    /// The request is invalid, regardless of the state of the system.
    InvalidArgument = 3,
    /// The deadline passed before the operation was completed.
    DeadlineExceeded = 4,
    /// The requested resource does not exist.
    NotFound = 5,
    /// The resource to create exists already.
    AlreadyExists = 6,
    /// The client is authenticated, but not allowed to do this.
    PermissionDenied = 7,
    /// A quota or another resource is exhausted.
    ResourceExhausted = 8,
    /// The system is not in the state that the operation needs.
    FailedPrecondition = 9,
    /// The operation was aborted, usually because of a conflict.
    Aborted = 10,
    /// A position is beyond the valid range.
    OutOfRange = 11,
    /// The operation is not supported.
    Unimplemented = 12,
    /// An internal error of the service.
    Internal = 13,
    /// The service is temporarily unavailable.
    Unavailable = 14,
    /// Data is lost or corrupted, unrecoverably.
    DataLoss = 15,
    /// The client is not authenticated.
    Unauthenticated = 16,
}

impl GrpcCode {
    /// All codes.
    #[doc(hidden)]
    pub const ALL: [Self; 16] = [
        Self::Cancelled,
        Self::Unknown,
        Self::InvalidArgument,
        Self::DeadlineExceeded,
        Self::NotFound,
        Self::AlreadyExists,
        Self::PermissionDenied,
        Self::ResourceExhausted,
        Self::FailedPrecondition,
        Self::Aborted,
        Self::OutOfRange,
        Self::Unimplemented,
        Self::Internal,
        Self::Unavailable,
        Self::DataLoss,
        Self::Unauthenticated,
    ];

    /// The number on the wire, 1 to 16.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }

    /// The name in upper snake case, such as `"NOT_FOUND"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "CANCELLED",
            Self::Unknown => "UNKNOWN",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::DeadlineExceeded => "DEADLINE_EXCEEDED",
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::PermissionDenied => "PERMISSION_DENIED",
            Self::ResourceExhausted => "RESOURCE_EXHAUSTED",
            Self::FailedPrecondition => "FAILED_PRECONDITION",
            Self::Aborted => "ABORTED",
            Self::OutOfRange => "OUT_OF_RANGE",
            Self::Unimplemented => "UNIMPLEMENTED",
            Self::Internal => "INTERNAL",
            Self::Unavailable => "UNAVAILABLE",
            Self::DataLoss => "DATA_LOSS",
            Self::Unauthenticated => "UNAUTHENTICATED",
        }
    }

    /// The default code for an HTTP status.
    ///
    /// A status to which `google/rpc/code.proto` maps gets its code from there; if several codes map to it, the most generic
    /// one. Other 4xx are a failed precondition, and all others are internal.
    #[must_use]
    pub const fn for_status(status: u16) -> Self {
        match status {
            400 | 411 | 413 | 414 | 415 | 422 | 431 => Self::InvalidArgument,
            401 | 407 => Self::Unauthenticated,
            403 | 451 => Self::PermissionDenied,
            404 | 410 => Self::NotFound,
            408 | 504 => Self::DeadlineExceeded,
            409 => Self::Aborted,
            416 => Self::OutOfRange,
            425 | 502 | 503 => Self::Unavailable,
            429 => Self::ResourceExhausted,
            499 => Self::Cancelled,
            501 => Self::Unimplemented,
            400..=499 => Self::FailedPrecondition,
            _ => Self::Internal,
        }
    }

    /// The HTTP status to which `google/rpc/code.proto` maps this code.
    #[doc(hidden)]
    #[must_use]
    pub const fn canonical_status(self) -> u16 {
        match self {
            Self::InvalidArgument | Self::FailedPrecondition | Self::OutOfRange => 400,
            Self::Unauthenticated => 401,
            Self::PermissionDenied => 403,
            Self::NotFound => 404,
            Self::AlreadyExists | Self::Aborted => 409,
            Self::ResourceExhausted => 429,
            Self::Cancelled => 499,
            Self::Unknown | Self::Internal | Self::DataLoss => 500,
            Self::Unimplemented => 501,
            Self::Unavailable => 503,
            Self::DeadlineExceeded => 504,
        }
    }

    /// Whether this code and an HTTP status are consistent. A status to which `google/rpc/code.proto` maps accepts only the
    /// codes that map to it; any other status accepts every code of its class (4xx or 5xx), and always its own default.
    #[doc(hidden)]
    #[must_use]
    pub const fn agrees_with(self, status: u16) -> bool {
        let own = self.canonical_status();
        let assigned = matches!(status, 400 | 401 | 403 | 404 | 409 | 429 | 499 | 500 | 501 | 503 | 504);
        own == status || (!assigned && own / 100 == status / 100) || self.number() == Self::for_status(status).number()
    }
}

impl fmt::Display for GrpcCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assigned_status_gets_a_code_that_is_assigned_to_it() {
        for status in [400, 401, 403, 404, 409, 429, 499, 500, 501, 503, 504] {
            assert_eq!(GrpcCode::for_status(status).canonical_status(), status);
        }
    }

    #[test]
    fn the_default_of_a_status_always_agrees_with_it() {
        assert!((400..=599).all(|status| GrpcCode::for_status(status).agrees_with(status)));
    }

    #[test]
    fn a_contradicting_code_does_not_agree() {
        assert!(GrpcCode::AlreadyExists.agrees_with(409));
        assert!(GrpcCode::FailedPrecondition.agrees_with(412));
        assert!(!GrpcCode::PermissionDenied.agrees_with(404));
        assert!(!GrpcCode::Unavailable.agrees_with(422));
        assert!(!GrpcCode::NotFound.agrees_with(500));
    }

    #[test]
    fn numbers_are_those_of_the_standard() {
        assert!(GrpcCode::ALL.map(GrpcCode::number).into_iter().eq(1..=16));
    }
}
