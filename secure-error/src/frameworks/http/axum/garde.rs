//! Extraction with rules of `garde` (feature `garde`).

super::valid::valid!(
    "garde",
    (garde::Validate<Context: Default>),
    crate::explain::garde::violations
);
