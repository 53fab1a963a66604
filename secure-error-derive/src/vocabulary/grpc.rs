//! The canonical gRPC codes and which HTTP status each belongs to (google.rpc.Code).

/// A canonical code other than `OK`.
pub(crate) struct Code {
    /// As the user writes it.
    pub(crate) name: &'static str,
    /// The variant of `secure_error::wire::GrpcCode`.
    pub(crate) variant: &'static str,
    /// The HTTP status that google.rpc.Code maps it to.
    pub(crate) status: u16,
}

const CODES: &[Code] = &[
    code("CANCELLED", "Cancelled", 499),
    code("UNKNOWN", "Unknown", 500),
    code("INVALID_ARGUMENT", "InvalidArgument", 400),
    code("DEADLINE_EXCEEDED", "DeadlineExceeded", 504),
    code("NOT_FOUND", "NotFound", 404),
    code("ALREADY_EXISTS", "AlreadyExists", 409),
    code("PERMISSION_DENIED", "PermissionDenied", 403),
    code("RESOURCE_EXHAUSTED", "ResourceExhausted", 429),
    code("FAILED_PRECONDITION", "FailedPrecondition", 400),
    code("ABORTED", "Aborted", 409),
    code("OUT_OF_RANGE", "OutOfRange", 400),
    code("UNIMPLEMENTED", "Unimplemented", 501),
    code("INTERNAL", "Internal", 500),
    code("UNAVAILABLE", "Unavailable", 503),
    code("DATA_LOSS", "DataLoss", 500),
    code("UNAUTHENTICATED", "Unauthenticated", 401),
];

const fn code(name: &'static str, variant: &'static str, status: u16) -> Code {
    Code { name, variant, status }
}

pub(crate) fn by_name(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

pub(crate) fn names() -> Vec<&'static str> {
    CODES.iter().map(|code| code.name).collect()
}

impl Code {
    /// Whether a response may carry both this code and `status`: a status that google.rpc.Code assigns takes only the
    /// codes it is assigned to; any other takes every code of its class, and always its own default (requirement B14).
    pub(crate) fn agrees_with(&self, status: u16) -> bool {
        let assigned = CODES.iter().any(|code| code.status == status);
        self.status == status
            || (!assigned && self.status / 100 == status / 100)
            || matches!((status, self.name), (408, "DEADLINE_EXCEEDED") | (425, "UNAVAILABLE"))
    }
}
