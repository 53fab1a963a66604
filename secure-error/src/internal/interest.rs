//! Whether the subscriber records a level, asked long before there is an event.
//!
//! `tracing::enabled!` must be followed by its event: the per-layer filters of `tracing-subscriber` store their decision and
//! apply it to the next event on the thread. So this only reads the interest in a callsite, which leaves no state behind.
//! If that depends on more than the callsite, the result is `true`, and the subscriber decides when the event comes.

use crate::internal::Level;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::Metadata;
use tracing::callsite::{self, Callsite, Identifier};
use tracing::field::FieldSet;
use tracing::level_filters::LevelFilter;
use tracing::metadata::Kind;
use tracing::subscriber::Interest;

/// A target at one level.
struct Site {
    metadata: &'static Metadata<'static>,
    registered: Once,
    is_wanted: AtomicBool,
}

impl Site {
    const fn new(metadata: &'static Metadata<'static>) -> Self {
        Self {
            metadata,
            registered: Once::new(),
            is_wanted: AtomicBool::new(false),
        }
    }

    fn is_enabled(&'static self) -> bool {
        if *self.metadata.level() > LevelFilter::current() {
            return false;
        }
        self.registered.call_once(|| callsite::register(self));
        self.is_wanted.load(Ordering::Relaxed)
    }
}

impl Callsite for Site {
    fn set_interest(&self, interest: Interest) {
        self.is_wanted.store(!interest.is_never(), Ordering::Relaxed);
    }

    fn metadata(&self) -> &Metadata<'_> {
        self.metadata
    }
}

/// The callsites of a target, one per level.
pub(super) struct Sites([&'static Site; 4]);

impl Sites {
    pub(super) fn is_enabled(&self, level: Level) -> bool {
        let [error, warn, info, debug] = self.0;
        match level {
            Level::Error => error,
            Level::Warn => warn,
            Level::Info => info,
            Level::Debug => debug,
        }
        .is_enabled()
    }
}

macro_rules! sites {
    ($name:ident, $target:expr) => {
        pub(super) static $name: Sites = {
            macro_rules! site {
                ($level:ident) => {{
                    static SITE: Site = Site::new(&METADATA);
                    static METADATA: Metadata<'static> = Metadata::new(
                        "secure_error record",
                        $target,
                        tracing::Level::$level,
                        None,
                        None,
                        None,
                        FieldSet::new(&[], Identifier(&SITE)),
                        Kind::EVENT,
                    );
                    &SITE
                }};
            }
            Sites([site!(ERROR), site!(WARN), site!(INFO), site!(DEBUG)])
        };
    };
}

sites!(RECORDS, super::log::TARGET);
sites!(SECURITY_EVENTS, super::security::TARGET);
