//! Items for derived code. Not part of the public API: nothing here is stable, and nothing here opens the internal channel
//! to code that does not already own the error.

#[cfg(feature = "actix-web")]
pub use ::actix_web;
#[cfg(feature = "async-graphql")]
pub use ::async_graphql;
#[cfg(feature = "axum")]
pub use ::axum_core;
pub use ::core;
#[cfg(feature = "dropshot")]
pub use ::dropshot;
#[cfg(feature = "jsonrpsee")]
pub use ::jsonrpsee_types;
#[cfg(feature = "juniper")]
pub use ::juniper;
#[cfg(feature = "lambda-http")]
pub use ::lambda_http;
#[cfg(feature = "poem")]
pub use ::poem;
#[cfg(feature = "rmcp")]
pub use ::rmcp;
#[cfg(feature = "rocket")]
pub use ::rocket;
#[cfg(feature = "salvo")]
pub use ::salvo_core;
#[cfg(feature = "dropshot")]
pub use ::schemars;
pub use ::serde;
pub use ::std;
#[cfg(feature = "tonic")]
pub use ::tonic;
#[cfg(feature = "warp")]
pub use ::warp;

pub use crate::error::sealed::{fmt_debug, fmt_display, serialize};
pub use crate::error::{AsSecure, Face, SecureError};
#[cfg(feature = "actix-web")]
pub use crate::frameworks::actix_web::response::{answer as answer_actix_web, status as status_actix_web};
#[cfg(feature = "async-graphql")]
pub use crate::frameworks::async_graphql::introduction::introduce;
#[cfg(feature = "dropshot")]
pub use crate::frameworks::dropshot::answer::{answer as answer_dropshot, problem_schema, refusal};
#[cfg(feature = "axum")]
pub use crate::frameworks::http::axum::response::answer as answer_axum;
#[cfg(feature = "jsonrpsee")]
pub use crate::frameworks::jsonrpsee::error_object;
#[cfg(feature = "lambda-http")]
pub use crate::frameworks::lambda_http::answer::{Answer as LambdaAnswer, answer as answer_lambda, diagnostic};
#[cfg(not(feature = "async-graphql"))]
pub use crate::frameworks::missing::introduce;
#[cfg(feature = "poem")]
pub use crate::frameworks::poem::response::{answer as answer_poem, status as status_poem};
#[cfg(feature = "rmcp")]
pub use crate::frameworks::rmcp::{error_data, tool_result};
#[cfg(feature = "rocket")]
pub use crate::frameworks::rocket::respond::respond as respond_rocket;
#[cfg(feature = "salvo")]
pub use crate::frameworks::salvo::scribe::render as render_salvo;
#[cfg(any(feature = "dioxus", feature = "leptos"))]
pub use crate::frameworks::server_fn::ServerFnSource;
pub use crate::internal::Level;
pub use crate::internal::Retry;
pub use crate::internal::builder::ReportBuilder;
pub use crate::internal::chain::source;
pub use crate::internal::field::{FieldText, loggable};
pub use crate::internal::origin::Origin;
pub use crate::internal::report::{Causes, Report};
pub use crate::internal::show::{Pointer, shown};
pub use crate::public::GrpcCode;
pub use crate::public::agreement::assert_answers_agree;
pub use crate::public::derived::Seal;
pub use crate::public::error::{PublicBuilder, PublicError};
pub use crate::public::problem_type::ProblemType;
pub use crate::public::value::{PublicValue, Value, read as public_value};

use crate::public::Violations;
use std::any::Any;
use std::borrow::Cow;

/// The problem type of a variant with a response in its attribute; omitted parts default to what the status implies.
pub const fn problem(
    status: u16,
    code: Option<&'static str>,
    title: Option<&'static str>,
    message: Option<&'static str>,
) -> ProblemType {
    ProblemType::__derived(status, code, title, message)
}

/// A constant that a variant uses; a type error if the path names something else.
pub const fn borrowed(constant: &'static ProblemType) -> &'static ProblemType {
    constant
}

/// The violations that are the source of a variant. Returns `None` if it is another type of that name.
#[must_use]
pub fn violations<T: Any>(source: &T) -> Option<&Violations> {
    let source: &dyn Any = source;
    source
        .downcast_ref()
        .or_else(|| source.downcast_ref::<Option<_>>().and_then(Option::as_ref))
}

/// The message of a response that depends on the fields.
#[must_use]
pub fn message(public: PublicError<'_>) -> Cow<'_, str> {
    public.into_message()
}

/// The response of a type whose derive has failed.
pub const fn internal_error() -> &'static ProblemType {
    &crate::public::problem::INTERNAL_ERROR
}

/// An error of async-graphql.
#[cfg(feature = "async-graphql")]
pub fn extended(error: &impl AsSecure) -> ::async_graphql::Error {
    crate::frameworks::async_graphql::extended(error)
}

/// The error of a field of juniper.
#[cfg(feature = "juniper")]
pub fn field_error<S: ::juniper::ScalarValue>(error: &impl AsSecure) -> ::juniper::FieldError<S> {
    crate::frameworks::juniper::field_error(error)
}

/// A status of tonic.
#[cfg(feature = "tonic")]
pub fn answer_tonic(error: &impl AsSecure) -> ::tonic::Status {
    crate::frameworks::tonic::answer(error)
}

/// A response of warp.
#[cfg(feature = "warp")]
pub fn answer_warp(error: &impl AsSecure) -> ::warp::reply::Response {
    crate::frameworks::warp::answer(error)
}
