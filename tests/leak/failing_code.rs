//! Code of the application that fails while an error is reported on.

use crate::search::INTERNAL;
use crate::server;
use crate::sink;
use axum::{Router, routing};
use secure_error::SecureError;
use std::fmt;

/// What an application can do wrong while it is being reported on.
#[derive(Debug, Clone, Copy)]
enum Fails {
    Panics,
    Errs,
    ErrsHalfway,
    PanicsHalfway,
    NeverEnds,
}

impl fmt::Display for Fails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panics => panic!("in Display"),
            Self::Errs => Err(fmt::Error),
            Self::ErrsHalfway => f.write_str("half").and(Err(fmt::Error)),
            Self::PanicsHalfway => {
                f.write_str("half")?;
                std::panic::panic_any(std::cell::Cell::new(1))
            }
            Self::NeverEnds => loop {
                f.write_str("again and ")?;
            },
        }
    }
}

impl std::error::Error for Fails {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Panics => panic!("in source"),
            // Its own cause.
            Self::NeverEnds => Some(&Self::NeverEnds),
            _ => None,
        }
    }
}

fn mask_that_panics(_: &Fails) -> &'static str {
    panic!("in the mask")
}

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 400, message = "Refused")]
#[internal("refused {fails}")]
struct Broken {
    fails: Fails,
    #[internal]
    logged: Fails,
    #[internal(with = mask_that_panics)]
    masked: Fails,
    #[internal]
    whole: &'static str,
    #[source]
    cause: Fails,
}

#[test]
fn code_that_fails_while_it_is_reported_costs_no_response_and_no_record() {
    for (fails, shown) in [
        (Fails::Panics, "refused <unprintable: panicked>"),
        (Fails::Errs, "refused <unprintable: formatting failed>"),
        (Fails::ErrsHalfway, "refused half<unprintable: formatting failed>"),
        (Fails::PanicsHalfway, "refused half<unprintable: panicked>"),
        (Fails::NeverEnds, "refused again and again"),
    ] {
        let make = move || Broken {
            fails,
            logged: fails,
            masked: fails,
            whole: INTERNAL,
            cause: fails,
        };
        let router = Router::new().route("/", routing::get(move || async move { Err::<(), Broken>(make()) }));
        let (log, answers) = sink::json(|| server::exchange(router, &[server::get("/")]));
        assert_eq!(answers[0].status(), 400);
        assert_eq!(answers[0].json()["detail"], "Refused");
        assert_eq!(log.matches('\n').count(), 1, "{fails:?}: {log}");
        assert!(log.contains(shown), "{shown} is not in {log}");
        assert!(
            log.contains(INTERNAL) && log.contains("unprintable: panicked"),
            "what is whole is there: {log}"
        );
    }
}
