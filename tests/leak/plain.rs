//! The same shapes without us, as `thiserror` and `serde` write them. Every outlet shows their canaries, so the search
//! would find those of ours.

use crate::canary_site as site;
use crate::search::{CAUSE, INTERNAL, MASKED, NAMED, ROOT, SEALED};
use crate::shapes::Driver;
use serde::{Serialize, Serializer};
use std::backtrace::Backtrace;
use std::error::Error;
use std::fmt;
use std::panic::Location;

#[derive(Debug, thiserror::Error, Serialize)]
pub enum PlainFailure {
    #[error("no row for {canary_named}: {canary_internal}")]
    CanaryNamed {
        canary_named: String,
        canary_internal: String,
        canary_masked: String,
        canary_sealed: String,
        #[serde(serialize_with = "as_text")]
        #[source]
        canary_cause: Driver,
        #[serde(skip)]
        canary_location: &'static Location<'static>,
        #[serde(skip)]
        canary_backtrace: Trace,
    },
    #[error("no row for {0}")]
    CanaryTuple(
        String,
        String,
        #[serde(serialize_with = "as_text")]
        #[source]
        Driver,
    ),
    #[error("canary-message-egassem")]
    CanaryUnit,
    #[error("database: {0}")]
    CanaryFrom(
        #[serde(serialize_with = "as_text")]
        #[from]
        Driver,
    ),
    #[error(transparent)]
    CanaryTransparent(#[from] PlainStruct),
    #[error("boxed: {0}")]
    CanaryBox(
        #[serde(serialize_with = "as_text")]
        #[source]
        Box<dyn Error + Send + Sync>,
    ),
}

/// A backtrace, which `thiserror` takes for itself if the field's type says that it is one.
#[derive(Debug)]
#[allow(dead_code, reason = "`Debug` shows it")]
pub struct Trace(pub Backtrace);

#[derive(Debug, thiserror::Error, Serialize)]
#[error("no row for {canary_named}")]
pub struct PlainStruct {
    pub canary_named: String,
    pub canary_sealed: String,
    #[serde(serialize_with = "as_text")]
    pub source: Driver,
}

#[derive(Debug, thiserror::Error, Serialize)]
#[error("no row for {0}")]
pub struct PlainTupleStruct(pub String, pub String);

/// Its `Debug` is its name.
#[derive(Debug, thiserror::Error)]
#[error("canary-message-egassem")]
pub struct PlainCanaryUnitStruct;

#[derive(Debug, thiserror::Error, Serialize)]
#[error("no row for {canary_named}")]
pub struct PlainGeneric<T: fmt::Display, S: fmt::Debug> {
    pub canary_named: T,
    pub canary_sealed: S,
}

#[derive(Debug, thiserror::Error, Serialize)]
#[error("no row for {canary_named}")]
pub struct PlainBorrowing<'a> {
    pub canary_named: &'a str,
    pub canary_sealed: &'a str,
}

impl Serialize for PlainCanaryUnitStruct {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        as_text(self, serializer)
    }
}

fn as_text<S: Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Does something with every shape.
pub trait Visit {
    fn shape<E: Error + Serialize + Send + Sync + 'static>(&mut self, name: &str, make: fn() -> E);
}

pub fn each(visit: &mut impl Visit) {
    visit.shape("named variant", named);
    visit.shape("tuple variant", || {
        PlainFailure::CanaryTuple(NAMED.into(), SEALED.into(), site::driver())
    });
    visit.shape("unit variant", || PlainFailure::CanaryUnit);
    visit.shape("variant made by `?`", || PlainFailure::from(site::driver()));
    visit.shape("transparent variant", || PlainFailure::from(structure()));
    visit.shape("source in a box", || PlainFailure::CanaryBox(Box::new(site::driver())));
    visit.shape("struct", structure);
    visit.shape("tuple struct", || PlainTupleStruct(NAMED.into(), SEALED.into()));
    visit.shape("unit struct", || PlainCanaryUnitStruct);
    visit.shape("generic struct", || PlainGeneric {
        canary_named: NAMED,
        canary_sealed: Some(SEALED),
    });
    visit.shape("borrowing struct", || PlainBorrowing {
        canary_named: NAMED,
        canary_sealed: SEALED,
    });
}

pub fn named() -> PlainFailure {
    PlainFailure::CanaryNamed {
        canary_named: NAMED.into(),
        canary_internal: INTERNAL.into(),
        canary_masked: MASKED.into(),
        canary_sealed: SEALED.into(),
        canary_cause: site::driver(),
        canary_location: site::location(),
        canary_backtrace: Trace(site::backtrace()),
    }
}

fn structure() -> PlainStruct {
    PlainStruct {
        canary_named: NAMED.into(),
        canary_sealed: SEALED.into(),
        source: site::driver(),
    }
}

/// What each way of printing shows of [`named`].
pub const SHOWN_BY: [(&str, &[&str]); 14] = [
    ("{}", &[NAMED, INTERNAL]),
    ("{:#}", &[NAMED, INTERNAL]),
    ("to_string", &[NAMED, INTERNAL]),
    (
        "{:?}",
        &[
            NAMED,
            INTERNAL,
            MASKED,
            SEALED,
            CAUSE,
            ROOT,
            "canary_site",
            "CanaryNamed",
        ],
    ),
    (
        "{:#?}",
        &[
            NAMED,
            INTERNAL,
            MASKED,
            SEALED,
            CAUSE,
            ROOT,
            "canary_site",
            "CanaryNamed",
        ],
    ),
    ("walk through the sources", &[NAMED, CAUSE, ROOT]),
    ("anyhow {:#}", &[NAMED, INTERNAL, CAUSE, ROOT]),
    ("anyhow {:?}", &[NAMED, INTERNAL, CAUSE, ROOT]),
    ("eyre {:#}", &[NAMED, INTERNAL, CAUSE, ROOT]),
    ("eyre {:?}", &[NAMED, INTERNAL, CAUSE, ROOT]),
    ("unwrap", &[SEALED, MASKED, CAUSE, ROOT, "canary_site"]),
    ("serde_json", &[NAMED, INTERNAL, MASKED, SEALED, CAUSE]),
    ("tracing text error = &dyn Error", &[NAMED, CAUSE, ROOT]),
    ("tracing json ?error", &[SEALED, MASKED, ROOT]),
];
