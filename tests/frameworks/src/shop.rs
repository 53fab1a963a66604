//! What the service does, and how it fails.
//!
//! A server has these routes, as short as its framework allows:
//!
//! | route | handler |
//! |---|---|
//! | `GET /ok` | 200, `fine` |
//! | `GET /id` | 200, `RequestId::current()`, or that of the framework's own way |
//! | `GET` and `HEAD /constant` | [`constant`] |
//! | `GET /params`, `/transparent`, `/credentials`, `/method`, `/too-many`, `/database` | the function of that name |
//! | `GET /foreign`, `/violations` | the same, with a `Fault` |
//! | `GET /panic` | [`panic()`] |
//! | `GET /serialise` | [`Unserialisable`] as JSON, with the framework's own JSON response |
//! | `GET /idiom` | 500 with the text of [`DbError`], in the way that is usual in this framework |
//! | `POST /orders` | an [`Order`] through the framework's own JSON extractor, whose limit is [`BODY_LIMIT`]; 200, `ordered` |

use secure_error::wire::JsonPointer;
use secure_error::{Fault, RequestId, ResultExt as _, SecureError, ViolationKind, Violations};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// How long the body of an order may be, in bytes.
pub const BODY_LIMIT: usize = 1024;

/// What no client may ever see.
pub const SECRETS: &[&str] = &[
    "hunter2",
    "postgres",
    "accounts_v2",
    "tenant-42.key",
    "hidden_super_admin",
    "jndi",
    "shop::",
];

/// Every way in which the shop fails, one type for all frameworks.
#[derive(SecureError)]
#[secure_error(axum)]
#[cfg_attr(feature = "actix-web", secure_error(actix_web))]
#[cfg_attr(feature = "async-graphql", secure_error(async_graphql))]
#[cfg_attr(feature = "juniper", secure_error(juniper))]
#[cfg_attr(feature = "poem", secure_error(poem))]
#[cfg_attr(feature = "rocket", secure_error(rocket))]
#[cfg_attr(feature = "salvo", secure_error(salvo))]
#[cfg_attr(feature = "warp", secure_error(warp))]
pub enum ShopError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no row in {table} for account {id}")]
    NotFound {
        table: &'static str,
        id: u64,
    },

    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be transferred"
    )]
    #[internal("account {account} of accounts_v2")]
    InsufficientFunds {
        #[public]
        available: u64,
        account: u64,
    },

    #[public(transparent)]
    Billing(#[from] BillingError),

    #[public(
        status = 401,
        code = "INVALID_CREDENTIALS",
        message = "Invalid username or password",
        challenge = "Bearer realm=\"shop\""
    )]
    #[internal("hunter2 is wrong", level = "warn")]
    Credentials,

    #[public(status = 405, allow = "GET, HEAD")]
    #[internal("not in accounts_v2")]
    Method,

    #[public(status = 403)]
    #[internal("not in accounts_v2", event = "authz_fail")]
    Denied,

    #[public(status = 429, code = "SLOW_DOWN", message = "Too many requests", retry_after = 30)]
    #[internal("bucket accounts_v2 is full", retry = transient)]
    TooMany,

    Database(#[from] DbError),
}

/// What is wrong with an order.
pub const UNKNOWN_KIND: ViolationKind = ViolationKind::new("UNKNOWN_KIND", "This kind of order does not exist");

/// What happens elsewhere.
#[derive(SecureError)]
pub enum BillingError {
    #[public(status = 402, code = "CARD_DECLINED", message = "The card was declined")]
    #[internal("gateway said hunter2 to {attempt}")]
    Declined { attempt: u32 },
}

/// An error as a database has it.
pub struct DbError;

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pool timed out: postgres://admin:hunter2@10.0.0.5/prod")
    }
}

impl fmt::Debug for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DbError(\"{self}\")")
    }
}

impl std::error::Error for DbError {}

/// What a route of the shop answers.
pub type Answer<E = ShopError> = Result<&'static str, E>;

/// # Errors
/// Always.
pub fn constant() -> Answer {
    let table = "accounts_v2";
    Err(ShopError::NotFound { table, id: 7 })
}

/// # Errors
/// Always.
pub fn params() -> Answer {
    Err(ShopError::InsufficientFunds {
        available: 1300,
        account: 7,
    })
}

/// # Errors
/// Always.
pub fn transparent() -> Answer {
    Err(BillingError::Declined { attempt: 3 })?
}

/// # Errors
/// Always.
pub fn credentials() -> Answer {
    Err(ShopError::Credentials)
}

/// # Errors
/// Always.
pub fn method() -> Answer {
    Err(ShopError::Method)
}

/// # Errors
/// Always.
pub fn too_many() -> Answer {
    Err(ShopError::TooMany)
}

/// # Errors
/// Always.
pub fn database() -> Answer {
    Err(DbError)?
}

/// # Errors
/// Always.
pub fn foreign() -> Answer<Fault> {
    Err(DbError).or_internal()
}

/// # Errors
/// Always.
pub fn violations() -> Answer<Fault> {
    let mut violations = Violations::new();
    violations.push(UNKNOWN_KIND.at(JsonPointer::root().field("kind")));
    Err(violations.into())
}

/// # Panics
/// Always.
pub fn panic() -> &'static str {
    panic!("poisoned: postgres://admin:hunter2@10.0.0.5/prod")
}

/// The request that this thread is answering.
#[must_use]
pub fn id() -> String {
    RequestId::current().map_or_else(|| "none".to_owned(), |id| id.to_string())
}

/// The body of an order.
#[derive(Deserialize)]
pub struct Order {
    pub kind: Kind,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Customer,
    SupportAgent,
    HiddenSuperAdmin,
}

impl Order {
    /// 200, if it can be read.
    #[must_use]
    pub fn placed(&self) -> &'static str {
        "ordered"
    }
}

/// A value whose `Serialize` fails, and says too much.
pub struct Unserialisable;

impl Serialize for Unserialisable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom(
            "lock poisoned: /srv/app/secrets/tenant-42.key",
        ))
    }
}
