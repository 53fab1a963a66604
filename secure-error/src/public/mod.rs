//! What clients may see. Nothing in this wing knows of the internal one.

pub(crate) mod agreement;
pub(crate) mod derived;
#[cfg(feature = "dev-details")]
pub(crate) mod development;
pub(crate) mod error;
pub(crate) mod pointer;
pub(crate) mod problem_type;
mod public_types;
pub(crate) mod status;
pub(crate) mod text;
pub(crate) mod value;
pub(crate) mod violations;

pub use error::PublicError;
pub use pointer::JsonPointer;
pub use problem_type::ProblemType;
#[doc(inline)]
pub use secure_error_rules::GrpcCode;
pub use status::problem;
pub use text::PublicText;
pub use value::PublicValue;
pub use violations::{Violation, ViolationKind, Violations, violation};
