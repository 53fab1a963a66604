//! The quiet hook: every panic is in the log once, and no payload is on standard error.

use crate::child::{Heard, play};
use crate::parts::{ESCAPED, NEEDLE};

#[track_caller]
fn assert_only_constant_lines(heard: &Heard, beginning: &str, places: &[&String]) {
    let expected: Vec<String> = places
        .iter()
        .map(|place| format!("secure_error: {beginning}, at {place}"))
        .collect();
    assert_eq!(heard.stderr.lines().collect::<Vec<_>>(), expected, "{heard:#?}");
}

#[test]
fn a_panic_that_nobody_of_us_catches_is_logged_at_once_with_its_location() {
    for part in ["thread", "task of tokio", "caught", "exit"] {
        let heard = play("quiet", part);
        heard.assert_silent();
        let record = heard.one();
        assert_eq!(record["exception.message"], ESCAPED, "{part}");
        assert_eq!(record["exception.type"], "Panic");
        assert_eq!(record["error.type"], "INTERNAL_ERROR");
        assert!(record["request_id"].is_null());
    }
}

#[test]
fn a_panic_that_we_catch_is_logged_by_whoever_catches_it() {
    let heard = play("quiet", "request");
    heard.assert_silent();
    assert_eq!(heard.answers.iter().map(|it| it.0).collect::<Vec<_>>(), [500, 200]);
    assert_eq!(heard.one()["request_id"], heard.answers[0].1.as_str());
    assert_eq!(heard.one()["exception.message"], ESCAPED);

    let heard = play("quiet", "reported task");
    heard.assert_silent();
    assert_eq!(heard.one()["fields"], "task=mail");

    let heard = play("quiet", "request that starts a task");
    heard.assert_silent();
    assert_eq!(heard.one()["request_id"], heard.answers[0].1.as_str());
    assert_eq!(heard.answers[0].0, 200);
}

#[test]
fn a_panic_that_an_inner_layer_answers_is_its_one_record() {
    for hook in ["quiet", "beside"] {
        let heard = play(hook, "request whose panic an inner layer catches");
        assert_eq!(heard.answers[0].0, 500);
        assert_eq!(heard.one()["request_id"], heard.answers[0].1.as_str());
        assert_eq!(heard.one()["exception.type"], "Panic");
        assert_eq!(heard.one()["exception.message"], ESCAPED);
    }
}

#[test]
fn a_panic_does_not_pass_where_a_dialect_does() {
    for hook in ["quiet", "beside"] {
        let heard = play(hook, "request whose panic is answered in a dialect");
        assert_eq!(heard.answers[0].0, 500);
        assert_eq!(heard.one()["request_id"], heard.answers[0].1.as_str());
        assert_eq!(heard.one()["exception.type"], "Panic");
    }
}

#[test]
fn the_quiet_way_wins_whatever_was_installed_before_or_after() {
    for hook in ["beside, then quiet, twice", "quiet, then beside"] {
        for part in ["thread", "request"] {
            let heard = play(hook, part);
            heard.assert_silent();
            assert_eq!(heard.one()["exception.message"], ESCAPED, "{hook}, {part}");
        }
    }
}

#[test]
fn a_payload_without_text_or_of_any_length_does_no_harm() {
    let heard = play("quiet", "no text");
    heard.assert_silent();
    assert_eq!(heard.messages(), ["the payload of the panic is not text"]);
    assert!(
        heard.records[0]["fields"]["location"]
            .as_str()
            .unwrap()
            .starts_with("tests/panics/parts.rs:")
    );

    let heard = play("quiet", "long");
    heard.assert_silent();
    let record = heard.one();
    assert!(record["exception.message"].as_str().unwrap().len() < 1100);
    assert_eq!(record["truncated"], true);
}

#[test]
fn an_unwrap_of_a_foreign_error_is_for_the_log_only() {
    let heard = play("quiet", "unwrap");
    heard.assert_silent();
    assert!(heard.one()["exception.message"].as_str().unwrap().contains(NEEDLE));
}

#[test]
fn panics_on_many_threads_have_a_record_each() {
    let heard = play("quiet", "many threads");
    heard.assert_silent();
    let mut expected: Vec<String> = (0..64).map(|number| format!("{NEEDLE} {number}")).collect();
    expected.sort_unstable();
    assert_eq!(heard.messages(), expected);
}

#[test]
fn a_display_that_panics_while_logged_is_only_a_remark_in_the_record() {
    for (part, message) in [
        ("display", "trapped by <unprintable: panicked>"),
        ("request whose error panics", "<unprintable: panicked>"),
    ] {
        let heard = play("quiet", part);
        heard.assert_silent();
        assert_eq!(heard.messages(), [message]);
    }
}

#[test]
fn a_panic_that_the_application_catches_behind_the_layer_is_logged_too() {
    let heard = play("quiet", "request that catches");
    heard.assert_silent();
    assert_eq!(heard.answers[0].0, 200);
    assert_eq!(heard.one()["request_id"], heard.answers[0].1.as_str());

    let heard = play("quiet", "request that catches and goes on");
    heard.assert_silent();
    assert_eq!(heard.answers[0].0, 500);
    assert_eq!(heard.one()["request_id"], heard.answers[0].1.as_str());

    let heard = play("quiet", "request that catches two");
    heard.assert_silent();
    assert_eq!((heard.records.len(), heard.places.len()), (3, 3));
    for record in &heard.records {
        assert_eq!(record["fields"]["request_id"], heard.answers[0].1.as_str());
    }
}

#[test]
fn of_a_panic_in_a_drop_that_ends_the_process_both_are_logged_before() {
    let heard = play("quiet", "request that panics twice");
    assert!(!heard.status.success());
    assert!(!heard.stderr.contains(NEEDLE), "{heard:#?}");
    let messages = heard.messages();
    for own in [format!("first {NEEDLE}"), format!("second {NEEDLE}")] {
        assert_eq!(messages.iter().filter(|it| **it == own).count(), 1, "{heard:#?}");
    }
    for record in &heard.records {
        assert_eq!(record["fields"]["request_id"].as_str().unwrap().len(), 32);
    }
}

#[test]
fn if_nobody_listens_standard_error_tells_the_place_and_nothing_else() {
    let heard = play("quiet", "no subscriber");
    assert_only_constant_lines(&heard, "a panic could not be logged at once", &[&heard.places[0]]);
}

#[test]
fn a_log_that_panics_is_told_of_by_its_place_only() {
    for part in ["sink panics", "sink panics at an event"] {
        let heard = play("quiet", part);
        assert!(heard.status.success());
        assert_only_constant_lines(&heard, "the log panicked", &[&heard.places[0]]);
    }

    let heard = play("quiet", "sink panics always");
    assert!(heard.status.success());
    let [first, sink] = heard.places.as_slice() else {
        panic!("{heard:#?}")
    };
    let expected = format!(
        "secure_error: the log panicked, at {sink}\nsecure_error: a panic could not be logged at once, at {first}\n"
    );
    assert_eq!(heard.stderr, expected);
}

#[test]
fn a_panic_under_the_lock_of_the_log_is_a_constant_line_and_no_deadlock() {
    let heard = play("quiet", "sink holds a lock");
    assert!(heard.status.success());
    assert_only_constant_lines(&heard, "a panic could not be logged at once", &[&heard.places[0]]);
}

#[test]
fn while_the_log_is_stuck_a_few_threads_wait_for_it_and_no_panic_is_lost() {
    let heard = play("quiet", "sink is stuck");
    assert!(heard.status.success());
    assert_eq!(heard.writers, Some(4));
    let mut expected: Vec<String> = (0..60).map(|number| format!("{NEEDLE} {number}")).collect();
    expected.sort_unstable();
    assert_eq!(heard.messages(), expected);
    assert!(!heard.stderr.contains(NEEDLE), "{heard:#?}");
    assert_eq!(heard.stderr.lines().count(), 60, "{heard:#?}");
}
