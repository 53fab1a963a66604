use std::backtrace::Backtrace;
use std::error::Error;
use std::panic::Location;
use std::sync::Arc;

use secure_error::{Fault, SecureError};

#[derive(SecureError)]
#[public(status = 404)]
struct Inner;

#[derive(SecureError)]
#[allow(dead_code)]
enum E<'a> {
    From(#[from] std::io::Error),
    WithPlace {
        #[from]
        source: std::fmt::Error,
        place: &'static Location<'static>,
        trace: Backtrace,
    },
    Redacted(
        #[internal(redact)]
        #[source]
        std::env::VarError,
    ),
    Optional(#[from] Option<std::num::ParseIntError>),
    Boxed(#[source] Box<dyn Error + Send + Sync>),
    Shared(#[source] Arc<dyn Error + Send + Sync>),
    Anyhow(#[source] anyhow::Error),
    Borrowed(#[source] &'a std::fmt::Error),
    Nested(#[source] Inner),
    Dyn(#[source] Box<dyn SecureError + 'a>),
    #[public(transparent)]
    Transparent(#[from] Inner),
    #[public(transparent)]
    Fault {
        inner: Fault,
        #[backtrace]
        trace: Arc<Backtrace>,
    },
    NotASource {
        // Opts out, as in thiserror.
        r#source: u64,
    },
}

fn main() {}
