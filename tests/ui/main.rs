//! Every mistake has one error on the right token that says what to write instead; what is right compiles.
//!
//! `fail/` has a directory a rule. `TRYBUILD=overwrite` rewrites the expected output; read the diff.

#[test]
fn every_mistake_is_a_compile_error_that_says_what_to_write() {
    trybuild::TestCases::new().compile_fail("ui/fail/*/*.rs");
}

#[test]
fn what_the_rules_allow_compiles() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
