//! The words of the field that attributes may use: status names, gRPC codes, security events, header names, and the
//! names that mark a secret. Tables and lookups only.

pub(crate) mod chars;
pub(crate) mod event;
pub(crate) mod grpc;
pub(crate) mod header;
pub(crate) mod sensitive;
pub(crate) mod status;
