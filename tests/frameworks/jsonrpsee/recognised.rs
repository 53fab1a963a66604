//! Which error objects are ours.

use super::*;

#[test]
fn a_changed_error_object_is_no_longer_ours_and_not_logged_twice() {
    let record = assert_answer("rebuilt", "", internal_error_but_for_the_code());
    assert_eq!(record["exception.message"], "no row in accounts_v2 for account 7");
}

/// The code of a `NoAccount` is none that JSON-RPC or jsonrpsee knows.
fn internal_error_but_for_the_code() -> Value {
    internal_error()
}

#[test]
fn an_error_object_marked_to_pass_is_passed_on_and_that_is_logged() {
    let [(over_http, record), (over_ws, _)] = both("vouched", "");
    let expected = json!({"code": 3, "message": "execution reverted", "data": "0x08c379a0"});
    assert_eq!([&over_http, &over_ws], [&expected; 2]);
    assert_eq!(record["exception.type"], "PassedThrough", "{record}");
    let message = record["exception.message"].as_str().unwrap();
    assert!(message.contains("execution reverted"), "{record}");
}
