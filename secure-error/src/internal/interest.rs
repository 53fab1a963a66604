//! Whether the subscriber records a level, asked long before there is an event.
//!
//! `tracing::enabled!` must be followed by its event: the per-layer filters of `tracing-subscriber` store their decision and
//! apply it to the next event on the thread. So this only reads the interest in a callsite, which leaves no state behind.
//! If that depends on more than the callsite, the result is `true`, and the subscriber decides when the event comes.

use crate::internal::Level;
use crate::request::unwind::{Catcher, contained_by};
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::Metadata;
use tracing::callsite::{self, Callsite};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::Interest;

/// A target at one level.
pub(super) struct Site {
    metadata: &'static Metadata<'static>,
    is_registered: AtomicBool,
    /// Until the subscriber says otherwise.
    is_wanted: AtomicBool,
}

impl Site {
    pub(super) const fn new(metadata: &'static Metadata<'static>) -> Self {
        Self {
            metadata,
            is_registered: AtomicBool::new(false),
            is_wanted: AtomicBool::new(true),
        }
    }

    fn is_enabled(&'static self) -> bool {
        if *self.metadata.level() > LevelFilter::current() {
            return false;
        }
        if !self.is_registered.swap(true, Ordering::Relaxed) {
            // A subscriber may panic.
            contained_by(Catcher::Log, || callsite::register(self));
        }
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

/// The sites of a target, one a level.
pub(super) struct Sites(pub(super) [&'static Site; 4]);

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

/// Those of this target, for a static of its own.
macro_rules! sites {
    ($target:expr) => {{
        use ::tracing::Metadata;
        use $crate::internal::interest::{Site, Sites};

        macro_rules! site {
            ($level:ident) => {{
                static SITE: Site = Site::new(&METADATA);
                static METADATA: Metadata<'static> = Metadata::new(
                    "secure_error record",
                    $target,
                    ::tracing::Level::$level,
                    None,
                    None,
                    None,
                    ::tracing::field::FieldSet::new(&[], ::tracing::callsite::Identifier(&SITE)),
                    ::tracing::metadata::Kind::EVENT,
                );
                &SITE
            }};
        }
        Sites([site!(ERROR), site!(WARN), site!(INFO), site!(DEBUG)])
    }};
}

pub(super) use sites;
