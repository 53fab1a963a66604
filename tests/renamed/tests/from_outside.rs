//! What the library declares works, and so does what its macro declares here.

#![deny(warnings, clippy::pedantic)]
#![forbid(unsafe_code)]

use secure_error_tests_renamed::errors::SecureError;
use secure_error_tests_renamed::{ByName, Plan, Rooted, Unsealed};
use std::time::Duration;

// No dependency of this name: whatever names the crate by it does not compile.
mod renamed {}

secure_error_tests_renamed::declare!(Declared, given: &'static str);

fn headline(error: &dyn SecureError) -> String {
    let page = error.report().expose_internal().to_string();
    page.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn an_error_works_under_every_name_of_the_crate() {
    let full = ByName::Full {
        left: 1,
        plan: Plan::FreeOfCharge,
        wait: Duration::from_secs(1),
        name: "ann",
        file: "/etc".into(),
        masked: String::from("canary"),
        sealed: "canary",
    };
    assert_eq!(full.to_string(), "1 of free_of_charge");
    assert_eq!(headline(&full), "ByName::Full: ann 3 /etc");
    assert!(!full.report().expose_internal().to_string().contains("canary"));
    assert_eq!(headline(&ByName::<u8>::from(Rooted(7))), "ByName::Inner: rooted 7");
    assert_eq!(ByName::<u8>::Borrowed.status().as_u16(), 404);
    assert!(headline(&ByName::<u8>::from(std::fmt::Error)).starts_with("ByName::Source"));
    assert_eq!(headline(&Unsealed), "Unsealed: by hand");
}

#[test]
fn a_macro_of_another_crate_declares_an_error_here() {
    let declared = Declared {
        own: 1,
        plan: Planned(Plan::FreeOfCharge),
        given: "g",
    };
    assert_eq!(declared.to_string(), "1 free_of_charge");
    assert_eq!(headline(&declared), "Declared: 1 1 g");
}
