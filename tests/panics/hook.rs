//! The hook beside the one that was there: locations in the log, standard error as before.

use crate::child::{play, play_with};
use crate::parts::{ESCAPED, NEEDLE, SECRET};

#[test]
fn without_a_hook_a_panic_is_on_standard_error_and_in_no_log() {
    for part in ["thread", "unwrap", "task of tokio", "display", "caught"] {
        let heard = play("none", part);
        assert!(heard.stderr.contains(NEEDLE), "{part}: {heard:#?}");
        let panics = heard.records.iter().any(|it| it["fields"]["exception.type"] == "Panic");
        assert!(!panics, "{part}: {heard:#?}");
    }
}

#[test]
fn without_a_hook_a_caught_panic_is_logged_without_its_location() {
    for part in ["request", "reported task"] {
        let heard = play("none", part);
        assert!(heard.stderr.contains(SECRET), "{part}: {heard:#?}");
        assert_eq!(heard.messages(), [ESCAPED], "{part}");
        assert!(heard.records[0]["fields"]["location"].is_null());
    }
}

#[test]
fn the_hook_adds_the_location_and_leaves_standard_error_as_it_was() {
    for hook in ["beside", "beside, twice"] {
        for part in ["request", "reported task"] {
            let heard = play(hook, part);
            assert_eq!(heard.one()["exception.message"], ESCAPED, "{part}");
            assert_eq!(heard.stderr.matches(SECRET).count(), 1, "{part}: {heard:#?}");
        }
    }
}

#[test]
fn the_hook_logs_nothing_that_nobody_of_us_catches() {
    for part in ["thread", "task of tokio", "caught", "request that catches"] {
        let heard = play("beside", part);
        assert!(heard.stderr.contains(SECRET), "{part}: {heard:#?}");
        assert!(heard.records.is_empty(), "{part}: {heard:#?}");
    }
}

#[test]
fn the_previous_hook_is_called_once_and_the_quiet_one_calls_none() {
    for part in ["thread", "request"] {
        let beside = play("previous, then beside", part);
        assert_eq!(beside.stderr, "previous hook: no constant\n", "{part}");
        let quiet = play("previous, then quiet", part);
        quiet.assert_silent();
        assert_eq!(quiet.one()["exception.message"], ESCAPED, "{part}");
    }
    assert_eq!(
        play("previous, then beside", "request").one()["exception.message"],
        ESCAPED
    );
}

#[test]
fn the_location_is_that_of_the_panic_that_went_on() {
    let heard = play("beside", "request that catches and goes on");
    assert_eq!(heard.one()["exception.message"], ESCAPED);

    let heard = play("beside", "request that repeats itself");
    assert_eq!((heard.records.len(), heard.places.len()), (1, 2), "{heard:#?}");
    assert_eq!(heard.records[0]["fields"]["location"], heard.places[1].as_str());
}

#[test]
fn the_record_has_a_backtrace_if_the_standard_library_is_asked_for_one() {
    let without = play("quiet", "request");
    assert!(without.one()["exception.stacktrace"].is_null());
    for part in ["request", "thread"] {
        let with = play_with("quiet", part, "1");
        let stacktrace = with.one()["exception.stacktrace"].as_str().unwrap();
        assert!(stacktrace.contains("panics::parts::play"), "{part}");
    }
}

#[test]
fn many_requests_that_panic_at_once_have_their_own_records_and_locations() {
    for hook in ["beside", "quiet"] {
        let heard = play(hook, "many requests");
        assert_eq!((heard.records.len(), heard.answers.len()), (64, 64), "{hook}");
        for (number, (status, id)) in heard.answers.iter().enumerate() {
            let own = heard
                .records
                .iter()
                .find(|it| it["fields"]["request_id"] == id.as_str());
            let own = &own.unwrap()["fields"];
            assert_eq!(*status, 500);
            assert_eq!(own["exception.message"], format!("{NEEDLE} {number}"));
            assert_eq!(own["location"], heard.records[0]["fields"]["location"]);
        }
        assert_eq!(heard.stderr.contains(NEEDLE), hook == "beside");
    }
}
