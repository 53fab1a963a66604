//! `#[from]`: one line at the place of the `?`, and all that is known about that place.

use crate::{internal_message, report, text};
use secure_error::SecureError;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::num::ParseIntError;
use std::panic::Location;
use std::sync::Arc;

fn parse(text: &str) -> Result<u8, ParseIntError> {
    text.parse()
}

/// Whether backtraces are taken at all: the environment decides.
fn captures() -> bool {
    Backtrace::capture().status() == BacktraceStatus::Captured
}

#[test]
fn a_field_of_any_shape_is_converted_from() {
    #[derive(SecureError)]
    struct Named {
        #[from]
        source: ParseIntError,
    }
    #[derive(SecureError)]
    struct Tuple(#[from] ParseIntError);
    #[derive(SecureError)]
    enum Several {
        Parse(#[from] ParseIntError),
        Format {
            #[from]
            cause: std::fmt::Error,
        },
        Boxed(#[from] Box<dyn std::error::Error + Send + Sync>),
        Anyhow(#[from] anyhow::Error),
    }
    fn run<E: From<ParseIntError>>() -> Result<u8, E> {
        Ok(parse("x")?)
    }
    let message = parse("x").unwrap_err().to_string();
    let several = run::<Several>().unwrap_err();
    assert!(matches!(several, Several::Parse(_)));
    for error in [
        &run::<Named>().unwrap_err() as &dyn SecureError,
        &run::<Tuple>().unwrap_err(),
        &several,
    ] {
        let report = report(error);
        assert_eq!(text(&report, "/caused_by/0/message").unwrap(), message);
        assert_eq!(
            text(&report, "/caused_by/0/type").unwrap(),
            "core::num::error::ParseIntError"
        );
    }
    assert!(matches!(Several::from(std::fmt::Error), Several::Format { .. }));
    for foreign in [
        Several::from(Box::from("disk full")),
        Several::from(anyhow::anyhow!("disk full")),
    ] {
        assert_eq!(text(&report(&foreign), "/caused_by/0/message").unwrap(), "disk full");
    }
}

#[test]
fn an_optional_source_is_filled() {
    #[derive(SecureError)]
    enum E {
        #[internal("{}", if source.is_some() { "some" } else { "none" })]
        V {
            #[from]
            source: Option<ParseIntError>,
        },
    }
    fn run() -> Result<u8, E> {
        Ok(parse("x")?)
    }
    let some = run().unwrap_err();
    assert_eq!(internal_message(&some).unwrap(), "some");
    assert!(report(&some).pointer("/caused_by/0").is_some());
    let none = E::V { source: None };
    assert_eq!(internal_message(&none).unwrap(), "none");
    assert!(report(&none).get("caused_by").is_none());
}

#[test]
fn the_location_is_the_line_of_the_question_mark() {
    #[derive(SecureError)]
    enum E {
        V {
            #[from]
            source: ParseIntError,
            at: &'static Location<'static>,
        },
    }
    fn run() -> Result<u8, E> {
        let number = parse("x")?; // here
        Ok(number)
    }
    let line = line!() - 3;
    let e = run().unwrap_err();
    let E::V { at, .. } = &e;
    assert_eq!((at.file(), at.line()), (file!(), line));
    assert_eq!(text(&report(&e), "/location").unwrap(), at.to_string());
}

#[test]
fn an_optional_location_is_filled() {
    #[derive(SecureError)]
    struct E(#[from] ParseIntError, Option<&'static Location<'static>>);
    let e: E = parse("x").unwrap_err().into();
    assert_eq!(e.1.unwrap().line(), line!() - 1);
    assert_eq!(text(&report(&e), "/location").unwrap(), e.1.unwrap().to_string());
    assert!(report(&E(parse("x").unwrap_err(), None)).get("location").is_none());
}

/// The same variant can be written by hand, after an error that was handled: no place is better than the wrong one.
#[test]
fn without_a_field_for_it_there_is_no_location_and_never_a_wrong_one() {
    #[derive(SecureError)]
    enum E {
        V(#[from] ParseIntError),
    }
    fn converted() -> Result<u8, E> {
        Ok(parse("x")?)
    }
    let e = converted().unwrap_err();
    assert!(report(&e).get("location").is_none());
    let by_hand = parse("y").map_err(E::V).unwrap_err();
    assert!(report(&by_hand).get("location").is_none());
    // A `Fault` has room for it.
    fn fault() -> Result<u8, secure_error::Fault> {
        Ok(converted()?) // here
    }
    let line = line!() - 2;
    let fault = serde_json::to_value(fault().unwrap_err().report().expose_internal()).unwrap();
    assert!(
        text(&fault, "/location").unwrap().contains(&format!("from.rs:{line}:")),
        "{fault}"
    );
}

/// Declares an error whose backtrace is `$type`, converts to it, and returns what the report says.
macro_rules! with_backtrace {
    ($(#[$mark:ident])? $type:ty) => {{
        #[allow(dead_code)]
        #[derive(SecureError)]
        struct E {
            #[from]
            source: ParseIntError,
            $(#[$mark])?
            trace: $type,
        }
        fn converted_here() -> Result<u8, E> {
            Ok(parse("x")?)
        }
        report(&converted_here().unwrap_err())
    }};
}

type Trace = Backtrace;

#[test]
fn a_backtrace_is_captured_in_every_holder() {
    let reports = [
        with_backtrace!(Backtrace),
        with_backtrace!(std::backtrace::Backtrace),
        with_backtrace!(Option<Backtrace>),
        with_backtrace!(#[backtrace] Arc<Backtrace>),
        with_backtrace!(#[backtrace] Box<Backtrace>),
        with_backtrace!(#[backtrace] Option<Arc<Backtrace>>),
        with_backtrace!(
            #[backtrace]
            Trace
        ),
    ];
    for report in reports {
        let lines: Vec<&str> = report.get("backtrace").map_or_else(Vec::new, |lines| {
            lines
                .as_array()
                .unwrap()
                .iter()
                .map(|line| line.as_str().unwrap())
                .collect()
        });
        assert_eq!(
            lines.iter().any(|line| line.contains("converted_here")),
            captures(),
            "{lines:#?}"
        );
        assert!(report.get("fields").is_none(), "a backtrace is no field");
    }
}

#[test]
fn a_backtrace_that_the_program_forces_is_in_the_report() {
    #[derive(SecureError)]
    enum E {
        Plain { backtrace: Backtrace },
        Optional { backtrace: Option<Backtrace> },
        Shared(#[backtrace] Arc<Backtrace>),
    }
    let force = Backtrace::force_capture;
    for e in [
        E::Plain { backtrace: force() },
        E::Optional {
            backtrace: Some(force()),
        },
        E::Shared(Arc::new(force())),
    ] {
        let lines = report(&e).get("backtrace").unwrap().to_string();
        assert!(lines.contains("a_backtrace_that_the_program_forces"), "{lines}");
    }
    assert!(report(&E::Optional { backtrace: None }).get("backtrace").is_none());
    assert!(
        report(&E::Plain {
            backtrace: Backtrace::disabled()
        })
        .get("backtrace")
        .is_none()
    );
}

#[test]
fn location_and_backtrace_go_together() {
    #[derive(SecureError)]
    #[allow(dead_code)]
    enum E {
        V(#[from] ParseIntError, Backtrace, &'static Location<'static>),
    }
    let e = E::from(parse("x").unwrap_err());
    let E::V(_, trace, at) = &e;
    assert_eq!(at.line(), line!() - 2);
    assert_eq!(trace.status() == BacktraceStatus::Captured, captures());
}

#[test]
fn a_secure_source_keeps_its_internals_in_the_outer_report() {
    #[derive(SecureError)]
    enum Storage {
        #[public(status = 503, code = "STORAGE_BUSY")]
        #[internal("table {table} is locked")]
        Locked { table: &'static str },
    }
    #[derive(SecureError)]
    enum Service {
        #[public(status = 502, code = "UPSTREAM")]
        #[internal("while saving")]
        Storage(#[from] Storage),
    }
    #[derive(SecureError)]
    struct Top(#[from] Box<Service>);

    let storage = || Storage::Locked { table: "orders" };
    let service = report(&Service::from(storage()));
    assert_eq!(text(&service, "/type").unwrap(), "Service::Storage");
    assert_eq!(text(&service, "/caused_by/0/type").unwrap(), "Storage::Locked");
    assert_eq!(
        text(&service, "/caused_by/0/message").unwrap(),
        "table orders is locked"
    );
    assert_eq!(text(&service, "/caused_by/0/code").unwrap(), "STORAGE_BUSY");
    assert_eq!(text(&service, "/caused_by/0/fields/table").unwrap(), "orders");

    let top = report(&Top::from(Box::new(Service::from(storage()))));
    assert_eq!(text(&top, "/caused_by/0/message").unwrap(), "while saving");
    assert_eq!(text(&top, "/caused_by/1/message").unwrap(), "table orders is locked");
    assert!(
        std::error::Error::source(&Service::from(storage())).is_none(),
        "the chain is not public"
    );
}
