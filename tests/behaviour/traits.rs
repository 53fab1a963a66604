//! What a `Fault` and a derived type can do in every build. Features add traits of frameworks and nothing else.

use secure_error::{Fault, SecureError, Violations, respond};
use serde::Serialize;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::panic::{RefUnwindSafe, UnwindSafe};

/// No attribute names a framework.
#[derive(SecureError)]
#[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
struct NotFound {
    #[public]
    account: u64,
    #[internal]
    table: &'static str,
}

/// The public face, by every way to show it.
const fn shows_its_public_face<T: Display + Debug + Serialize>() {}
const fn can_go_anywhere<T: Send + Sync + Unpin + 'static>() {}
const fn becomes<T: Into<U>, U>() {}

const _: () = {
    shows_its_public_face::<Fault>();
    can_go_anywhere::<Fault>();
    const fn is_cloned<T: Clone>() {}
    is_cloned::<Fault>();
    becomes::<Fault, Box<dyn Error + Send + Sync>>();
    becomes::<Fault, http::Response<Vec<u8>>>();
    becomes::<Violations, Fault>();

    shows_its_public_face::<NotFound>();
    can_go_anywhere::<NotFound>();
    const fn is_an_error<T: SecureError + Error + UnwindSafe + RefUnwindSafe>() {}
    is_an_error::<NotFound>();
    becomes::<NotFound, Fault>();
    becomes::<NotFound, Box<dyn Error + Send + Sync>>();
};

#[test]
fn a_fault_shows_in_every_way_what_its_error_shows() {
    let error = || NotFound {
        account: 7,
        table: "accounts_v2",
    };
    let fault = Fault::from(error());
    assert_eq!(fault.to_string(), error().to_string());
    let json = serde_json::to_string(&fault).unwrap();
    assert_eq!(json, serde_json::to_string(&error()).unwrap());
    assert!(json.contains(r#""account":7"#), "{json}");
    assert!(!format!("{fault} {fault:?} {json}").contains("accounts_v2"));
    // One serialisation: what a client gets, but for the id that is made when it is sent.
    let mut sent: serde_json::Value = serde_json::from_slice(respond::<Vec<u8>>(&fault).body()).unwrap();
    sent.as_object_mut().unwrap().remove("request_id");
    assert_eq!(sent, serde_json::from_str::<serde_json::Value>(&json).unwrap());
}
