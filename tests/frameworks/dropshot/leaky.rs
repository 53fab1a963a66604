//! An ordinary dropshot service: what it tells, nobody decided.

use crate::serve::serve;
use dropshot::{
    ApiDescription, ClientErrorStatusCode, HttpError, HttpResponseCreated, HttpResponseOk, RequestContext, TypedBody,
    endpoint,
};
use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::Schema;
use secure_error_tests::server::{get, with_body};
use serde::{Deserialize, Serialize, Serializer};

pub const DSN: &str = "postgres://admin:hunter2@10.0.0.5/prod";
pub const KEY: &str = "/srv/app/secrets/tenant-42.key";
pub const ROLE: &str = "hidden_super_admin";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Customer,
    HiddenSuperAdmin,
}

#[derive(Deserialize, JsonSchema)]
pub struct NewUser {
    pub role: Role,
}

pub struct Unserializable;

impl Serialize for Unserializable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom(format!("lock poisoned: {KEY}")))
    }
}

impl JsonSchema for Unserializable {
    fn schema_name() -> String {
        "Unserializable".to_owned()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::Bool(true)
    }
}

#[endpoint { method = POST, path = "/users" }]
async fn create(_: RequestContext<()>, user: TypedBody<NewUser>) -> Result<HttpResponseCreated<String>, HttpError> {
    Ok(HttpResponseCreated(format!("{:?}", user.into_inner().role)))
}

#[endpoint { method = GET, path = "/text" }]
async fn text(_: RequestContext<()>) -> Result<HttpResponseOk<String>, HttpError> {
    let status = ClientErrorStatusCode::BAD_REQUEST;
    Err(HttpError::for_client_error(
        None,
        status,
        format!("pool timed out: {DSN}"),
    ))
}

#[endpoint { method = GET, path = "/panics" }]
async fn panics(_: RequestContext<()>) -> Result<HttpResponseOk<String>, HttpError> {
    panic!("{DSN}")
}

pub fn api() -> ApiDescription<()> {
    let mut api = ApiDescription::new();
    api.register(create).unwrap();
    api.register(text).unwrap();
    api.register(panics).unwrap();
    api
}

pub fn unknown_role() -> Vec<u8> {
    let json: &[u8] = b"Content-Type: application/json";
    with_body("POST", "/users", &[json], br#"{"role":"admin"}"#)
}

#[test]
fn without_the_library_the_secrets_are_told_and_a_panic_is_no_answer() {
    let said = serve(api(), &[unknown_role(), get("/text"), get("/panics")]);
    let [role, told, panicked] = said.answers.try_into().unwrap();
    let role = role.unwrap();
    assert_eq!(role.status(), 400);
    assert!(role.text().contains(ROLE), "{role:?}");
    assert!(told.unwrap().text().contains(DSN));
    assert!(panicked.is_none());
}
