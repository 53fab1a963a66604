//! An error of the application where nobody has called `seal`: less of an answer, and no leak.

use crate::leaky::{DSN, ROLE, unknown_role};
use crate::serve::serve;
use crate::shop;
use secure_error_tests::server::get;

#[test]
fn the_body_is_the_public_view_and_no_id_contradicts_the_header() {
    let (answer, record) = serve(shop::open(), &[get("/fails/parameter")]).one();
    assert_eq!(answer.status(), 409);
    assert_eq!(
        String::from_utf8_lossy(&answer.body),
        r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"Only 3 are left","code":"OUT_OF_STOCK","left":3}"#
    );
    assert!(!answer.id().is_empty());
    assert!(record["fields"].as_str().unwrap().contains("shelf-7f3a"));
}

#[test]
fn what_an_extractor_refuses_is_uniform_too() {
    let said = serve(shop::open(), &[unknown_role()]);
    let lines = said.lines.join("\n");
    let (answer, record) = said.one();
    assert_eq!(answer.json()["code"], "BAD_REQUEST");
    assert!(!answer.text().contains(ROLE));
    assert!(!lines.contains(ROLE), "{lines}");
    assert!(record.to_string().contains(ROLE), "{record}");
}

#[test]
fn what_nobody_decided_is_a_500() {
    for path in ["/fails/undecided", "/fault", "/broken"] {
        let (answer, _) = serve(shop::open(), &[get(path)]).one();
        assert_eq!(answer.json()["code"], "INTERNAL_ERROR");
        assert!(!answer.text().contains(DSN));
    }
}
