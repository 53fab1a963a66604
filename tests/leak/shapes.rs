//! Every shape that an error can have, with a canary in every place that is not public.
//!
//! Names of variants and fields have the stem too: they are internal. The name of a type may be in its `Debug`.

use crate::canary_site as site;
use crate::search::{Unprintable, mask};
use secure_error::{Fault, ProblemType, PublicText, SecureError, Violations};
use std::backtrace::Backtrace;
use std::error::Error;
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;

pub type Shared = Box<dyn SecureError + Send + Sync>;

/// An error of another crate, as `thiserror` writes it.
#[derive(Debug, thiserror::Error)]
#[error("driver said {text}")]
pub struct Driver {
    pub text: String,
    #[source]
    pub root: Root,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Root(pub String);

pub const INVALID_CREDENTIALS: ProblemType =
    ProblemType::new(401, "INVALID_CREDENTIALS", "Invalid username or password").with_challenge("Bearer realm=\"api\"");

/// Something typed in, of which a message uses a part.
pub struct Form {
    pub user: String,
    #[allow(dead_code, reason = "nobody may read it")]
    pub canary_typed: String,
}

#[derive(SecureError)]
#[secure_error(axum, type_base = "https://problems.example.com/", domain = "accounts.example.com")]
pub enum Failure {
    #[public(status = 409, code = "LIMITED", title = "Limited", message = "At most {limit} of {label}", retry_after = 30, header("link" = "</help>"))]
    #[internal("canary-message-egassem {canary_named} from {}", .canary_form.user, level = "warn", retry = transient, alert)]
    CanaryNamed {
        #[public]
        limit: u32,
        #[public]
        label: PublicText,
        canary_named: String,
        canary_form: Form,
        #[internal]
        canary_internal: String,
        #[internal(with = mask)]
        canary_masked: String,
        canary_sealed: Unprintable,
        canary_plain: String,
        #[internal(with = mask)]
        canary_password: String,
        #[source]
        canary_cause: Driver,
        canary_location: &'static Location<'static>,
        canary_backtrace: Backtrace,
    },

    #[public(status = 404, code = "GONE", message = "Gone")]
    #[internal("canary-message-egassem {0} {1}")]
    CanaryTuple(
        String,
        #[internal(with = mask)] String,
        #[internal] String,
        Unprintable,
        #[source] Driver,
    ),

    #[public(status = 403, code = "FORBIDDEN", message = "Forbidden")]
    #[internal("canary-message-egassem", event = "authz_fail")]
    CanaryUnit,

    // No answer: 500.
    CanaryUndecided {
        canary_sealed: String,
        #[internal]
        canary_internal: String,
    },

    CanaryFrom {
        #[from]
        canary_cause: Driver,
        canary_location: &'static Location<'static>,
        canary_backtrace: Backtrace,
    },

    #[public(transparent)]
    CanaryTransparent(#[from] Billing),

    #[public(status = 502)]
    CanaryNested {
        source: Billing,
        canary_sealed: Unprintable,
    },

    #[public(status = 502)]
    CanaryNestedBox(#[source] Shared, String),

    #[public(status = 502)]
    CanaryNestedFault(#[source] Fault),

    #[public(status = 502)]
    #[internal("canary-message-egassem")]
    CanaryRedacted {
        #[source]
        #[internal(redact)]
        canary_cause: Driver,
    },

    #[public(status = 502)]
    CanaryRedactedBox {
        #[source]
        #[internal(redact)]
        canary_cause: Option<Box<dyn Error + Send + Sync>>,
    },

    #[public(status = 502)]
    CanaryRedactedNested(
        #[source]
        #[internal(redact)]
        Billing,
    ),

    #[public(transparent)]
    CanaryRedactedTransparent(#[internal(redact)] Billing),

    #[public(INVALID_CREDENTIALS)]
    #[internal("canary-message-egassem for {canary_named}", event = "authn_login_fail")]
    CanaryPassword {
        canary_named: String,
        canary_password: String,
    },

    #[public(INVALID_CREDENTIALS)]
    #[internal("canary-message-egassem")]
    CanaryNoUser {
        canary_password: String,
    },

    #[public(status = 422)]
    CanaryInvalid {
        #[public]
        canary_violations: Violations,
        canary_sealed: String,
        #[internal]
        canary_internal: String,
    },

    CanaryAnyhow(#[source] anyhow::Error),

    CanaryEyre(#[source] eyre::Report),

    CanaryBox(#[source] Box<dyn Error + Send + Sync>, Unprintable),

    CanaryIo(#[from] std::io::Error),

    CanaryOptional {
        source: Option<Driver>,
        canary_sealed: Option<String>,
        #[backtrace]
        canary_backtrace: Option<Arc<Backtrace>>,
    },

    CanaryUnsealed(#[source] Unsealed),
}

/// The error of a module below, sealed too.
#[derive(SecureError)]
#[secure_error(axum)]
pub enum Billing {
    #[public(status = 402, code = "UNPAID", message = "Payment needed")]
    #[internal("canary-message-egassem of invoice {canary_invoice}")]
    CanaryUnpaid {
        canary_invoice: String,
        canary_card: Unprintable,
        #[internal(with = mask)]
        canary_iban: String,
        #[source]
        canary_cause: Driver,
        canary_location: &'static Location<'static>,
    },
    #[public(transparent)]
    CanaryDeeper(#[source] Box<Billing>),
}

/// `Display`, `Debug` and `Error` are those of `thiserror`; only its answers are safe.
#[derive(Debug, thiserror::Error, SecureError)]
#[secure_error(unsealed, axum)]
pub enum Unsealed {
    #[error("canary-internal-lanretni in the words of thiserror")]
    #[public(status = 410, code = "UNSEALED", message = "No more")]
    CanaryUnsealed {
        canary_sealed: &'static str,
        #[source]
        canary_cause: Driver,
    },
}

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 400, code = "STRUCT", message = "Refused {given}")]
#[internal("canary-message-egassem {canary_named}")]
pub struct Struct {
    #[public]
    pub given: char,
    pub canary_named: String,
    #[internal]
    pub canary_internal: Vec<String>,
    pub canary_sealed: String,
    pub source: Driver,
    pub canary_location: &'static Location<'static>,
    pub canary_backtrace: Backtrace,
}

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 400, message = "Refused")]
#[internal("canary-message-egassem {1}")]
pub struct TupleStruct(
    pub Unprintable,
    pub String,
    #[internal(with = mask)] pub String,
    #[source] pub Driver,
);

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 429, message = "Refused")]
#[internal("canary-message-egassem")]
pub struct UnitStruct;

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 400, message = "Refused")]
#[internal("canary-message-egassem {canary_named}")]
pub struct Generic<T, S, C> {
    pub canary_named: T,
    pub canary_sealed: S,
    #[source]
    pub canary_cause: C,
}

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 400, message = "Refused")]
#[internal("canary-message-egassem {canary_named}")]
pub struct Borrowing<'a> {
    pub canary_named: &'a str,
    #[internal]
    pub canary_internal: &'a [&'a str],
    pub canary_sealed: &'a str,
    #[internal(with = mask)]
    pub canary_masked: &'a str,
    #[source]
    pub canary_cause: &'a Driver,
}

#[derive(SecureError)]
#[public(status = 400, message = "Not to be sent")]
#[internal("canary-message-egassem")]
pub struct NotSend {
    #[internal]
    pub canary_internal: Rc<str>,
    pub canary_sealed: Rc<str>,
    #[source]
    pub canary_cause: Rc<Driver>,
}

/// One shape, and what operators must be shown of it.
pub struct Shape<E> {
    pub name: &'static str,
    pub make: fn() -> E,
    pub for_operators: &'static [&'static str],
}

/// Does something with every shape.
pub trait Visit {
    fn shape<E>(&mut self, shape: Shape<E>)
    where
        E: SecureError + serde::Serialize + axum::response::IntoResponse + Send + Sync + 'static;
}

pub fn each(visit: &mut impl Visit) {
    use crate::search::{CAUSE, CONTEXT, INTERNAL, MASK, MESSAGE, NAMED, NESTED, ROOT, SITE};
    macro_rules! shapes {
        ($($name:literal $make:ident [$($expected:expr),*];)*) => {$(
            visit.shape(Shape { name: $name, make: site::$make, for_operators: &[$($expected),*] });
        )*};
    }
    shapes! {
        "named variant" named ["Failure::CanaryNamed", MESSAGE, NAMED, INTERNAL, MASK, CAUSE, ROOT, SITE, "canary_sealed", "canary_plain", "[REDACTED]"];
        "tuple variant" tuple ["Failure::CanaryTuple", MESSAGE, NAMED, INTERNAL, MASK, CAUSE, ROOT];
        "unit variant" unit ["Failure::CanaryUnit", MESSAGE, "authz_fail"];
        "variant without an answer" undecided ["Failure::CanaryUndecided", INTERNAL, "[REDACTED]"];
        "variant made by `?`" from ["Failure::CanaryFrom", CAUSE, ROOT, SITE];
        "transparent variant" transparent ["Failure::CanaryTransparent", "Billing::CanaryUnpaid", MESSAGE, NESTED, MASK, CAUSE, ROOT, SITE];
        "transparent variant of a transparent variant" transparent_twice ["Failure::CanaryTransparent", "Billing::CanaryDeeper", "Billing::CanaryUnpaid", NESTED, ROOT];
        "nested error" nested ["Failure::CanaryNested", "Billing::CanaryUnpaid", MESSAGE, NESTED, MASK, CAUSE, ROOT, SITE];
        "nested box" nested_box ["Failure::CanaryNestedBox", "Billing::CanaryUnpaid", NESTED, ROOT];
        "nested fault" nested_fault ["Failure::CanaryNestedFault", CAUSE, ROOT];
        "redacted source" redacted ["Failure::CanaryRedacted", MESSAGE, "Driver", "[REDACTED]"];
        "redacted box" redacted_box ["Failure::CanaryRedactedBox", "[REDACTED]"];
        "redacted nested error" redacted_nested ["Failure::CanaryRedactedNested", "Billing", "[REDACTED]"];
        "redacted transparent error" redacted_transparent ["Failure::CanaryRedactedTransparent", "[REDACTED]"];
        "wrong password" password ["Failure::CanaryPassword", MESSAGE, NAMED, "authn_login_fail"];
        "unknown user" no_user ["Failure::CanaryNoUser", MESSAGE];
        "invalid fields" invalid ["Failure::CanaryInvalid", INTERNAL, "/email"];
        "source in anyhow" anyhow ["Failure::CanaryAnyhow", CONTEXT, "Billing::CanaryUnpaid", NESTED, CAUSE, ROOT];
        "source in eyre" eyre ["Failure::CanaryEyre", CONTEXT, "Billing::CanaryUnpaid", NESTED, CAUSE, ROOT];
        "source in a box" boxed ["Failure::CanaryBox", CAUSE, ROOT];
        "source in an io::Error" io ["Failure::CanaryIo", "Billing::CanaryUnpaid", NESTED, ROOT];
        "optional parts" optional ["Failure::CanaryOptional", CAUSE, ROOT, SITE];
        "source that is not sealed" of_unsealed ["Failure::CanaryUnsealed", INTERNAL, CAUSE, ROOT];
        "struct" structure ["Struct", MESSAGE, NAMED, INTERNAL, CAUSE, ROOT, SITE];
        "tuple struct" tuple_struct ["TupleStruct", MESSAGE, NAMED, MASK, CAUSE, ROOT];
        "unit struct" unit_struct ["UnitStruct", MESSAGE];
        "generic struct" generic ["Generic", MESSAGE, NAMED, CAUSE, ROOT];
        "generic struct over a secure error" generic_secure ["Generic", NAMED, "Billing::CanaryUnpaid", NESTED, ROOT];
        "borrowing struct" borrowing ["Borrowing", MESSAGE, NAMED, INTERNAL, MASK, CAUSE, ROOT];
    }
}

/// The ways into a [`Fault`], each with what operators must be shown.
pub fn faults() -> Vec<(&'static str, fn() -> Fault, &'static [&'static str])> {
    use crate::search::{CAUSE, CONTEXT, INTERNAL, MESSAGE, NAMED, NESTED, ROOT, SITE};
    vec![
        (
            "fault of a secure error",
            site::fault_of_secure,
            &["Failure::CanaryNamed", MESSAGE, NAMED, INTERNAL, CAUSE, ROOT, SITE],
        ),
        (
            "fault of an error that is not sealed",
            site::fault_of_unsealed,
            &["Unsealed::CanaryUnsealed", INTERNAL, CAUSE, ROOT],
        ),
        (
            "fault of a foreign error",
            site::fault_of_foreign,
            &["Driver", CAUSE, ROOT, SITE],
        ),
        ("fault of text", site::fault_of_text, &[INTERNAL, SITE]),
        ("fault of anyhow", site::fault_of_anyhow, &[CONTEXT, CAUSE, ROOT, SITE]),
        (
            "fault of eyre",
            site::fault_of_eyre,
            &[CONTEXT, "Billing::CanaryUnpaid", NESTED, CAUSE, ROOT, SITE],
        ),
        ("fault of a box", site::fault_of_box, &[CAUSE, ROOT, SITE]),
        (
            "fault with a chosen answer",
            site::fault_with_answer,
            &[CAUSE, ROOT, SITE],
        ),
        (
            "fault of a fault",
            site::fault_of_fault,
            &["Billing::CanaryUnpaid", NESTED, ROOT, SITE],
        ),
        ("fault of nothing", site::fault_of_nothing, &["Option", SITE]),
        ("fault of violations", site::fault_of_violations, &["/email", SITE]),
    ]
}
