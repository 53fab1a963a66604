//! gRPC.

pub mod tonic;
