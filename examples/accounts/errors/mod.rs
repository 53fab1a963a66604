//! What clients see, and what operators see. Each type here turns errors of `domain/` into responses.
//!
//! Search this folder for `#[public` and `ProblemType::new`: that is all that a client can ever see.

mod access;
mod job;
mod login;
mod money;
pub mod request;
mod storage;

pub use access::AccessError;
pub use job::JobFailed;
pub use login::{LoginFailed, RecoveryFailed};
pub use money::MoneyError;
pub use request::RequestError;
pub use storage::StorageFailed;
