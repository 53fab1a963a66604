//! A service with an error of its own.

use crate::leaky::{DSN, NewUser, Unserializable};
use dropshot::{
    ApiDescription, Body, ClientErrorStatusCode, HttpError, HttpResponseCreated, HttpResponseOk, Path, RequestContext,
    TypedBody, endpoint,
};
use http::Response;
use schemars::JsonSchema;
use secure_error::frameworks::dropshot::seal;
use secure_error::{Fault, ProblemType, RequestId, SecureError, SecureErrorLayer, ViolationKind, Violations};
use secure_error_tests_frameworks::headers;
use serde::Deserialize;

pub const INVALID_CREDENTIALS: ProblemType =
    ProblemType::new(401, "INVALID_CREDENTIALS", "Invalid username or password").with_challenge("Bearer realm=\"api\"");
const TOO_SHORT: ViolationKind = ViolationKind::new("TOO_SHORT", "Too short");

#[derive(SecureError)]
pub enum BillingError {
    #[public(status = 402, code = "CARD_REFUSED", message = "The card was refused")]
    #[internal("bank said {reason}")]
    Refused { reason: &'static str },
}

#[derive(SecureError)]
#[secure_error(dropshot)]
pub enum ShopError {
    #[public(status = 404, code = "NO_ITEM", message = "No such item")]
    #[internal("no row in {table}")]
    NoItem {
        table: &'static str,
    },

    #[public(status = 409, code = "OUT_OF_STOCK", message = "Only {left} are left")]
    OutOfStock {
        #[public]
        left: u32,
        #[internal]
        shelf: &'static str,
    },

    #[public(INVALID_CREDENTIALS)]
    #[internal("wrong password")]
    WrongPassword,

    #[public(status = 405, code = "READ_ONLY", allow = "GET, HEAD")]
    ReadOnly,

    #[public(status = 429, code = "SLOW_DOWN", message = "Slow down", retry_after = 30)]
    SlowDown,

    #[public(status = 422, code = "INVALID", message = "Invalid order")]
    Invalid {
        #[public]
        fields: Violations,
    },

    #[public(transparent)]
    Billing(#[from] BillingError),

    Storage(#[from] std::io::Error),

    #[public(transparent)]
    Dropshot(#[from] Fault),
}

/// Whatever its parameter is.
#[derive(SecureError)]
#[secure_error(dropshot)]
pub enum About<T: std::fmt::Display + Send + Sync + 'static> {
    #[public(status = 410, code = "SOLD")]
    #[internal("sold: {thing}")]
    Sold { thing: T },

    #[public(transparent)]
    Dropshot(#[from] Fault),
}

#[endpoint { method = GET, path = "/generic" }]
async fn generic(_: RequestContext<()>) -> Result<HttpResponseOk<String>, About<u64>> {
    Err(About::Sold { thing: 7 })
}

#[derive(Deserialize, JsonSchema)]
struct Way {
    way: String,
}

#[endpoint { method = GET, path = "/fails/{way}" }]
async fn fails(context: RequestContext<()>, path: Path<Way>) -> Result<HttpResponseOk<String>, ShopError> {
    Err(match path.into_inner().way.as_str() {
        "constant" => ShopError::NoItem { table: "items_v2" },
        "parameter" => ShopError::OutOfStock {
            left: 3,
            shelf: "shelf-7f3a",
        },
        "unauthorized" => ShopError::WrongPassword,
        "read_only" => ShopError::ReadOnly,
        "slow_down" => ShopError::SlowDown,
        "invalid" => {
            let mut fields = Violations::new();
            fields.push(TOO_SHORT.at("name"));
            ShopError::Invalid { fields }
        }
        "transparent" => BillingError::Refused { reason: "stolen" }.into(),
        "undecided" => std::io::Error::other(DSN).into(),
        "late" => {
            // Other requests may have been there in between.
            tokio::task::yield_now().await;
            assert_eq!(RequestId::current().unwrap().as_str(), context.request_id);
            ShopError::NoItem { table: "items_v2" }
        }
        "dropshot" => {
            let status = ClientErrorStatusCode::GONE;
            let mut error = HttpError::for_client_error(Some("Moved".to_owned()), status, format!("moved: {DSN}"));
            error.add_header("retry-after", "7").unwrap();
            error.into()
        }
        _ => panic!("no way: {DSN}"),
    })
}

#[endpoint { method = GET, path = "/fault" }]
async fn fault(_: RequestContext<()>) -> Result<HttpResponseOk<String>, Fault> {
    Err(Fault::internal(std::io::Error::other(DSN)))
}

#[endpoint { method = GET, path = "/deals_with_it" }]
async fn deals_with_it(_: RequestContext<()>) -> Result<HttpResponseOk<String>, ShopError> {
    let _ = ShopError::NoItem { table: "items_v2" };
    Ok(HttpResponseOk("dealt with".to_owned()))
}

#[endpoint { method = POST, path = "/users" }]
async fn create(_: RequestContext<()>, user: TypedBody<NewUser>) -> Result<HttpResponseCreated<String>, ShopError> {
    Ok(HttpResponseCreated(format!("{:?}", user.into_inner().role)))
}

#[derive(Deserialize, JsonSchema)]
struct Number {
    number: u8,
}

#[endpoint { method = GET, path = "/numbers/{number}" }]
async fn number(_: RequestContext<()>, path: Path<Number>) -> Result<HttpResponseOk<u8>, ShopError> {
    Ok(HttpResponseOk(path.into_inner().number))
}

#[endpoint { method = GET, path = "/broken" }]
async fn broken(_: RequestContext<()>) -> Result<HttpResponseOk<Unserializable>, ShopError> {
    Ok(HttpResponseOk(Unserializable))
}

#[endpoint { method = GET, path = "/text" }]
async fn text(_: RequestContext<()>) -> Result<Response<Body>, ShopError> {
    Ok(Response::builder().status(502).body(Body::from(DSN)).unwrap())
}

#[derive(Deserialize, JsonSchema)]
struct Headers {
    how: String,
    status: u16,
}

#[endpoint { method = GET, path = "/headers/{how}/{status}" }]
async fn all_headers(_: RequestContext<()>, path: Path<Headers>) -> Result<Response<Body>, ShopError> {
    let Headers { how, status } = path.into_inner();
    Ok(headers::response::<Vec<u8>>(&how, status).map(Body::from))
}

/// Another task does not know the request.
#[endpoint { method = GET, path = "/elsewhere" }]
async fn elsewhere(_: RequestContext<()>) -> Result<Response<Body>, ShopError> {
    let answer = tokio::spawn(async { secure_error::respond(&ShopError::NoItem { table: "items_v2" }) });
    Ok(answer.await.unwrap().map(|body: Vec<u8>| Body::from(body)))
}

/// Before the boundary.
pub fn open() -> ApiDescription<()> {
    let mut api = ApiDescription::new();
    api.register(fails).unwrap();
    api.register(fault).unwrap();
    api.register(generic).unwrap();
    api.register(deals_with_it).unwrap();
    api.register(create).unwrap();
    api.register(number).unwrap();
    api.register(broken).unwrap();
    api.register(text).unwrap();
    api.register(elsewhere).unwrap();
    api.register(all_headers).unwrap();
    api
}

pub fn api() -> ApiDescription<()> {
    seal(open(), SecureErrorLayer::new()).unwrap()
}
