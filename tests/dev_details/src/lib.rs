//! Tests of the feature `dev-details`; see `Cargo.toml` for why they are a package of their own.
