//! The shop as a schema, with everything that resolvers do wrong.

use async_graphql::futures_util::stream::{self, Stream};
use async_graphql::{
    Context, EmptyMutation, ErrorExtensions as _, Guard, InputValueError, InputValueResult, Object, Result,
    ResultExt as _, Scalar, ScalarType, Schema, ServerError, SimpleObject, Subscription, Value,
};
use secure_error::frameworks::async_graphql::SecureErrorExtension;
use secure_error::work::TransactionError;
use secure_error::{Fault, SecureError};
use secure_error_tests_frameworks::shop::{self, DbError, ShopError};
use std::error::Error;
use std::fmt;
use std::panic::catch_unwind;
use std::sync::OnceLock;

pub type Shop = Schema<Query, EmptyMutation, Events>;

/// Without the extension.
pub fn bare() -> Shop {
    Schema::new(Query, EmptyMutation, Events)
}

pub fn sealed() -> Shop {
    sealed_by(SecureErrorExtension::new())
}

pub fn sealed_by(extension: SecureErrorExtension) -> Shop {
    Schema::build(Query, EmptyMutation, Events)
        .extension(extension)
        .limit_depth(4)
        .limit_complexity(40)
        .finish()
}

/// Has parameters, so that it cannot introduce itself.
#[derive(SecureError)]
#[secure_error(async_graphql)]
#[public(status = 409, code = "STALE", message = "Read it again")]
#[internal("hunter2 was first")]
pub struct Stale<T>(pub T);

/// What is never put into the context.
pub struct Accounts;

/// An error with a cause.
#[derive(Debug)]
struct Unread(DbError);

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot read accounts_v2")
    }
}

impl Error for Unread {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// Text of which only some is good.
pub struct Iban;

#[Scalar]
impl ScalarType for Iban {
    fn parse(_: Value) -> InputValueResult<Self> {
        Err(InputValueError::custom(DbError))
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}

struct Owners;

impl Guard for Owners {
    async fn check(&self, _: &Context<'_>) -> Result<()> {
        Err("hunter2 is no owner".into())
    }
}

struct Members;

impl Guard for Members {
    async fn check(&self, _: &Context<'_>) -> Result<()> {
        Err(ShopError::Credentials)?
    }
}

pub struct Row {
    fails: bool,
}

#[Object]
impl Row {
    async fn owner(&self) -> Result<&'static str, ShopError> {
        if self.fails { shop::constant() } else { Ok("Ada") }
    }

    async fn rows(&self) -> Vec<Self> {
        vec![Self { fails: false }]
    }
}

pub struct Query;

#[Object]
impl Query {
    async fn ok(&self) -> &str {
        "fine"
    }

    async fn id(&self) -> String {
        shop::id()
    }

    async fn constant(&self) -> Result<&'static str, ShopError> {
        shop::constant()
    }

    async fn params(&self) -> Result<&'static str, ShopError> {
        shop::params()
    }

    async fn transparent(&self) -> Result<&'static str, ShopError> {
        shop::transparent()
    }

    async fn credentials(&self) -> Result<&'static str, ShopError> {
        shop::credentials()
    }

    async fn too_many(&self) -> Result<&'static str, ShopError> {
        shop::too_many()
    }

    async fn database(&self) -> Result<&'static str, ShopError> {
        shop::database()
    }

    async fn foreign(&self) -> Result<&'static str, Fault> {
        shop::foreign()
    }

    async fn violations(&self) -> Result<&'static str, Fault> {
        shop::violations()
    }

    /// `?` in a function with async-graphql's own error.
    async fn converted(&self) -> Result<&str> {
        Ok(shop::params()?)
    }

    async fn converted_transaction(&self) -> Result<&str> {
        Ok(shop::params().map_err(TransactionError::undone)?)
    }

    async fn commit_failed(&self) -> Result<&str, TransactionError<ShopError>> {
        Err(TransactionError::commit_failed(DbError))
    }

    async fn boxed_secure(&self) -> Result<&str> {
        let error: Box<dyn SecureError + Send + Sync> = Box::new(ShopError::TooMany);
        Err(error)?
    }

    async fn generic(&self) -> Result<&str, Stale<u64>> {
        Err(Stale(7))
    }

    async fn extended(&self) -> Result<&str> {
        shop::params().extend()
    }

    /// Made, and not needed.
    async fn handled(&self) -> &str {
        drop(ShopError::Denied.extend());
        drop(Fault::internal("hunter2 was handled").extend());
        "fine"
    }

    async fn fails_later(&self) -> Result<&str> {
        drop(ShopError::TooMany.extend());
        Err(DbError)?
    }

    /// As a cache keeps it.
    async fn kept(&self) -> Result<&str> {
        static KEPT: OnceLock<async_graphql::Error> = OnceLock::new();
        Err(KEPT.get_or_init(|| ShopError::TooMany.extend()).clone())
    }

    async fn caught(&self) -> Result<&str> {
        catch_unwind(shop::panic).map_err(|_| "the work has failed".into())
    }

    async fn waits(&self) -> &str {
        std::future::pending().await
    }

    /// Adds what nobody has vouched for.
    async fn tampered(&self) -> Result<&str> {
        shop::params().map_err(|error| {
            let mut error = error.extend_with(|_, extensions| extensions.set("query", "SELECT * FROM accounts_v2"));
            error.message += ": hunter2";
            error
        })
    }

    async fn idiom(&self) -> Result<&str> {
        Err(DbError)?
    }

    async fn text(&self) -> Result<&str> {
        Err("no route to postgres://10.0.0.5".into())
    }

    async fn boxed(&self) -> Result<&str> {
        let error: Box<dyn Error + Send + Sync> = Box::new(Unread(DbError));
        Err(error)?
    }

    async fn annotated(&self) -> Result<&str> {
        Err((&DbError).extend_with(|_, extensions| extensions.set("table", "accounts_v2")))
    }

    async fn missing(&self, ctx: &Context<'_>) -> Result<&str> {
        ctx.data::<Accounts>()?;
        Ok("found")
    }

    async fn missing_unchecked(&self, ctx: &Context<'_>) -> &str {
        ctx.data_unchecked::<Accounts>();
        "found"
    }

    async fn added(&self, ctx: &Context<'_>) -> &str {
        ctx.add_error(ServerError::new(DbError.to_string(), None));
        "and yet"
    }

    async fn panics(&self) -> &str {
        shop::panic()
    }

    #[graphql(guard = "Owners")]
    async fn guarded(&self) -> &str {
        "yours"
    }

    #[graphql(guard = "Members")]
    async fn members(&self) -> &str {
        "yours"
    }

    async fn pay(&self, iban: Iban) -> &str {
        let Iban = iban;
        "paid"
    }

    async fn order(&self, #[graphql(validator(maximum = 10))] pieces: u8) -> u8 {
        pieces
    }

    async fn rows(&self) -> Vec<Row> {
        vec![Row { fails: false }, Row { fails: true }]
    }

    #[graphql(visible = false)]
    async fn hidden_super_admin(&self) -> &str {
        "root"
    }
}

#[derive(SimpleObject)]
pub struct Event {
    number: u8,
}

/// Errors after the first answer, or instead of it.
pub struct Events;

#[Subscription]
impl Events {
    /// The second is lost, the third comes.
    async fn events(&self) -> impl Stream<Item = Result<Event>> + use<> {
        stream::iter(1..=3).map_results()
    }

    async fn own(&self) -> impl Stream<Item = Result<u8, Fault>> + use<> {
        stream::iter([shop::violations().map(|_| 1), Ok(2)])
    }

    /// The stream cannot begin.
    async fn refused(&self) -> Result<stream::Empty<u8>> {
        Err(DbError)?
    }

    async fn refused_by_us(&self) -> Result<stream::Empty<u8>, ShopError> {
        Err(ShopError::Credentials)
    }

    async fn pay(&self, iban: Iban) -> stream::Empty<u8> {
        let Iban = iban;
        stream::empty()
    }

    /// What is left of it panics.
    async fn fragile(&self) -> impl Stream<Item = u8> + use<> {
        let held = Fragile;
        async_graphql::futures_util::StreamExt::map(stream::repeat(1), move |number| {
            let _ = &held;
            number
        })
    }

    /// The stream itself panics.
    async fn panics(&self) -> impl Stream<Item = u8> + use<> {
        stream::poll_fn(|_| -> std::task::Poll<Option<u8>> {
            shop::panic();
            std::task::Poll::Ready(None)
        })
    }
}

/// Panics where it is dropped.
struct Fragile;

impl Drop for Fragile {
    fn drop(&mut self) {
        shop::panic();
    }
}

/// `Result` of each number.
trait Numbers: Stream<Item = u8> + Sized {
    fn map_results(self) -> impl Stream<Item = Result<Event>> {
        async_graphql::futures_util::StreamExt::map(self, |number| {
            if number == 2 {
                Err(DbError)?
            }
            Ok(Event { number })
        })
    }
}

impl<S: Stream<Item = u8>> Numbers for S {}
