//! Errors of handlers, as far as dropshot takes them.

use crate::error::AsSecure;
use crate::error::Fault;
use crate::public::status::problem_of;
use dropshot::{ErrorStatusCode, HttpError, HttpResponseError};
use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::{InstanceType, Metadata, ObjectValidation, Schema, SchemaObject};

/// The status, which dropshot reads once from an error that becomes a response. So the error is entered here, and the
/// boundary sends the entry. For the impls that the derive writes.
#[must_use]
pub fn answer(error: &impl AsSecure) -> ErrorStatusCode {
    let status = super::super::respond::<Vec<u8>>(error).status();
    ErrorStatusCode::from_status(status).unwrap_or(ErrorStatusCode::INTERNAL_SERVER_ERROR)
}

/// The response that the status alone gives. Both texts of the error go to the log: the one that is meant for clients repeats
/// what an extractor could not read.
impl From<HttpError> for Fault {
    #[track_caller]
    fn from(error: HttpError) -> Self {
        Self::problem_with(problem_of(error.status_code.as_status()), text(&error))
    }
}

/// A type that can hold an error of dropshot itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold an error of dropshot itself, such as a body that it cannot read",
    label = "does not convert from `Fault`",
    note = "add a variant `#[public(transparent)] Dropshot(#[from] secure_error::Fault)` to `{Self}`"
)]
pub trait TakesFault {
    /// Wraps it.
    fn of_fault(fault: Fault) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<Fault>> TakesFault for E {
    fn of_fault(fault: Fault) -> Self {
        Self::from(fault)
    }
}

/// An error of dropshot, as an error of the application. For the impls that the derive writes.
#[track_caller]
#[must_use]
pub fn refusal<E: TakesFault>(error: HttpError) -> E {
    E::of_fault(Fault::from(error))
}

/// The text of an error of dropshot, for operators.
pub(super) fn text(error: &HttpError) -> String {
    let (internal, external) = (&error.internal_message, &error.external_message);
    let mut text = internal.clone();
    if external != internal && Some(external.as_str()) != error.status_code.canonical_reason() {
        text = format!("{text} (for clients: {external})");
    }
    match error.error_code.as_deref() {
        Some(code) if code != "Internal" => format!("{code}: {text}"),
        _ => text,
    }
}

impl HttpResponseError for Fault {
    fn status_code(&self) -> ErrorStatusCode {
        answer(self)
    }
}

impl JsonSchema for Fault {
    fn schema_name() -> String {
        "Problem".to_owned()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        problem_schema()
    }
}

/// The members that every response has. The parameters of an error are further ones.
#[must_use]
pub fn problem_schema() -> Schema {
    let member = |name: &str| {
        let is = if name == "status" {
            InstanceType::Integer
        } else {
            InstanceType::String
        };
        let schema = SchemaObject {
            instance_type: Some(is.into()),
            ..SchemaObject::default()
        };
        (name.to_owned(), Schema::Object(schema))
    };
    let always = ["type", "title", "status", "detail", "code"];
    Schema::Object(SchemaObject {
        instance_type: Some(InstanceType::Object.into()),
        metadata: Some(Box::new(Metadata {
            description: Some("Problem details (RFC 9457), sent as application/problem+json.".to_owned()),
            ..Metadata::default()
        })),
        object: Some(Box::new(ObjectValidation {
            properties: always.into_iter().chain(["request_id"]).map(member).collect(),
            required: always.map(str::to_owned).into(),
            ..ObjectValidation::default()
        })),
        ..SchemaObject::default()
    })
}
