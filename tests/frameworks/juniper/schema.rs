//! The shop as a schema, with everything that resolvers do wrong.

use juniper::futures::stream::{self, BoxStream, StreamExt as _};
use juniper::{
    EmptyMutation, FieldError, FieldResult, GraphQLScalar, IntoFieldError as _, RootNode, graphql_object,
    graphql_subscription, graphql_value,
};
use secure_error::work::TransactionError;
use secure_error::{Fault, SecureError};
use secure_error_tests_frameworks::shop::{self, DbError, ShopError};
use std::panic::catch_unwind;
use std::sync::OnceLock;

pub type Shop = RootNode<Query, EmptyMutation, Events>;

pub fn shop() -> Shop {
    Shop::new(Query, EmptyMutation::new(), Events)
}

/// Has parameters.
#[derive(SecureError)]
#[secure_error(juniper)]
#[public(status = 409, code = "STALE", message = "Read it again")]
#[internal("hunter2 was first")]
pub struct Stale<T>(pub T);

/// A scalar that only its own code can read.
#[derive(GraphQLScalar)]
#[graphql(parse_token(String), to_output_with = Self::text, from_input_with = Self::read)]
pub struct Iban(String);

impl Iban {
    fn text(&self) -> &str {
        &self.0
    }

    fn read(text: &str) -> Result<Self, String> {
        Err(format!("{text}: {DbError}"))
    }
}

pub struct Row {
    fails: bool,
}

#[graphql_object]
impl Row {
    fn owner(&self) -> Result<&'static str, ShopError> {
        if self.fails { shop::constant() } else { Ok("Ada") }
    }
}

pub struct Query;

#[graphql_object]
impl Query {
    fn ok() -> &'static str {
        "fine"
    }

    async fn id() -> String {
        shop::id()
    }

    fn constant() -> Result<&'static str, ShopError> {
        shop::constant()
    }

    async fn params() -> Result<&'static str, ShopError> {
        shop::params()
    }

    fn transparent() -> Result<&'static str, ShopError> {
        shop::transparent()
    }

    fn credentials() -> Result<&'static str, ShopError> {
        shop::credentials()
    }

    fn too_many() -> Result<&'static str, ShopError> {
        shop::too_many()
    }

    fn database() -> Result<&'static str, ShopError> {
        shop::database()
    }

    fn foreign() -> Result<&'static str, Fault> {
        shop::foreign()
    }

    fn violations() -> Result<&'static str, Fault> {
        shop::violations()
    }

    fn commit_failed() -> Result<&'static str, TransactionError<ShopError>> {
        Err(TransactionError::commit_failed(DbError))
    }

    fn generic() -> Result<&'static str, Stale<u64>> {
        Err(Stale(7))
    }

    /// `?` with juniper's own error.
    fn converted() -> FieldResult<&'static str> {
        Ok(shop::params()?)
    }

    /// Made, and not needed.
    fn handled() -> &'static str {
        let _: FieldError = ShopError::Denied.into_field_error();
        "fine"
    }

    fn fails_later() -> FieldResult<&'static str> {
        let _: FieldError = ShopError::TooMany.into_field_error();
        Err(DbError)?
    }

    /// As a cache keeps it.
    fn kept() -> FieldResult<&'static str> {
        static KEPT: OnceLock<FieldError> = OnceLock::new();
        Err(KEPT.get_or_init(|| ShopError::TooMany.into_field_error()).clone())
    }

    fn caught() -> FieldResult<&'static str> {
        Ok(catch_unwind(shop::panic).map_err(|_| "the work has failed")?)
    }

    async fn waits() -> &'static str {
        std::future::pending().await
    }

    /// Adds what nobody has vouched for.
    fn tampered() -> FieldResult<&'static str> {
        let error: FieldError = shop::params().unwrap_err().into_field_error();
        Err(error.map_message(|message| message + ": hunter2"))
    }

    fn idiom() -> FieldResult<&'static str> {
        Err(DbError)?
    }

    fn annotated() -> FieldResult<&'static str> {
        Err(FieldError::new(DbError, graphql_value!({ "table": "accounts_v2" })))
    }

    fn forged() -> FieldResult<&'static str> {
        let id = shop::id();
        Err(FieldError::new(
            "hunter2",
            graphql_value!({ "code": "ACCOUNT_NOT_FOUND", "status": 404, "request_id": (id) }),
        ))
    }

    async fn panics() -> &'static str {
        shop::panic()
    }

    fn pay(iban: Iban) -> &'static str {
        let _ = iban;
        "paid"
    }

    fn order(pieces: i32) -> i32 {
        pieces
    }

    fn maybe_constant() -> Result<Option<&'static str>, ShopError> {
        shop::constant().map(Some)
    }

    async fn maybe_idiom() -> FieldResult<Option<&'static str>> {
        Err(DbError)?
    }

    /// The error becomes juniper's in a task of its own.
    async fn elsewhere() -> FieldResult<&'static str> {
        let task = tokio::spawn(async { shop::params().map_err(|error| error.into_field_error()) });
        task.await.unwrap()
    }

    fn rows() -> Vec<Row> {
        vec![Row { fails: false }, Row { fails: true }]
    }
}

pub struct Events;

#[graphql_subscription]
impl Events {
    async fn events() -> BoxStream<'static, FieldResult<i32>> {
        let number = |number| if number == 2 { Err(DbError)? } else { Ok(number) };
        stream::iter(1..=3).map(number).boxed()
    }

    async fn own() -> BoxStream<'static, Result<i32, Fault>> {
        stream::iter([shop::violations().map(|_| 1), Ok(2)]).boxed()
    }

    async fn panics() -> BoxStream<'static, i32> {
        let next = |_: &mut std::task::Context<'_>| {
            shop::panic();
            std::task::Poll::Ready(None)
        };
        stream::poll_fn(next).boxed()
    }

    async fn refused() -> FieldResult<BoxStream<'static, FieldResult<i32>>> {
        Err(DbError)?
    }
}
