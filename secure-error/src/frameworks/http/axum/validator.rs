//! Extraction with rules of `validator` (feature `validator`).

super::valid::valid!(
    "validator",
    (validator::Validate),
    crate::explain::validator::violations
);
