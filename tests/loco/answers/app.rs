//! The application.

use async_trait::async_trait;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use loco_rs::app::{AppContext, Hooks, Initializer};
use loco_rs::bgworker::Queue;
use loco_rs::boot::{self, BootResult, StartMode};
use loco_rs::config::Config;
use loco_rs::controller::middleware::request_id::LocoRequestId;
use loco_rs::controller::middleware::{self, MiddlewareStackExt as _};
use loco_rs::controller::{AppRoutes, ErrorDetail, Routes};
use loco_rs::environment::Environment;
use loco_rs::prelude::*;
use loco_rs::task::Tasks;
use loco_rs::validation::ModelValidationErrors;
use loco_rs::validator::{ValidationError, ValidationErrors};
use secure_error::{SecureError, SecureErrorLayer};
use serde::Deserialize;
use serde_json::json;

/// In every text that nobody may see.
pub const SECRET: &str = "/srv/desk/statements-7f3a";
pub const PANIC: &str = "pin 4711 in a panic";
/// In the page that loco shows developers.
pub const LOCO: &str = "loco";

#[derive(SecureError)]
#[secure_error(axum)]
enum DeskError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no account {account}")]
    NoAccount {
        account: u64,
    },

    Statement(#[from] std::io::Error),

    Loco(#[from] loco_rs::Error),
}

#[derive(Deserialize)]
struct Withdrawal {
    cents: u64,
}

async fn owner(Path(account): Path<u64>) -> Result<Response, DeskError> {
    match account {
        1 => Ok(format::text("Ada")?),
        _ => Err(DeskError::NoAccount { account }),
    }
}

async fn statement() -> Result<Response, DeskError> {
    Err(std::io::Error::other(SECRET))?
}

async fn bad() -> Result<Response> {
    bad_request(SECRET)
}

async fn custom() -> Result<Response> {
    let detail = ErrorDetail::new("teapot", SECRET);
    Err(Error::CustomError(StatusCode::IM_A_TEAPOT, detail))
}

async fn validation() -> Result<Response> {
    let mut errors = ValidationErrors::new();
    errors.add("cents", ValidationError::new("range").with_message(SECRET.into()));
    Err(Error::Validation(ModelValidationErrors::from(errors)))
}

async fn internal() -> Result<Response> {
    Err(Error::string(SECRET))
}

async fn stranger() -> Result<Response> {
    unauthorized(SECRET)
}

async fn missing() -> Result<Response> {
    not_found()
}

async fn axum_json(axum::Json(wanted): axum::Json<Withdrawal>) -> Result<Response> {
    format::text(&wanted.cents.to_string())
}

async fn loco_json(Json(wanted): Json<Withdrawal>) -> Result<Response> {
    format::text(&wanted.cents.to_string())
}

async fn panics() -> Result<Response> {
    panic!("{PANIC}")
}

async fn id(axum::Extension(id): axum::Extension<LocoRequestId>) -> Result<Response> {
    format::text(id.get())
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Layer {
    None,
    AfterRoutes,
    Initializer,
    WithCatchPanic,
}

/// With the layer in the place that the settings name.
struct Desk;

fn layer(context: &AppContext) -> String {
    context.config.settings.as_ref().unwrap()["layer"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn is(context: &AppContext, places: &[Layer]) -> bool {
    places.iter().any(|place| format!("{place:?}") == layer(context))
}

struct Sealed;

#[async_trait]
impl Initializer for Sealed {
    fn name(&self) -> String {
        "secure-error".to_owned()
    }

    async fn after_routes(&self, router: Router, _: &AppContext) -> Result<Router> {
        Ok(router.layer(SecureErrorLayer::new()))
    }
}

#[async_trait]
impl Hooks for Desk {
    fn app_name() -> &'static str {
        "desk"
    }

    fn routes(_: &AppContext) -> AppRoutes {
        let routes = Routes::new()
            .add("/accounts/{account}", get(owner))
            .add("/statement", get(statement))
            .add("/fails_with_id", get(statement))
            .add("/bad_request", get(bad))
            .add("/custom", get(custom))
            .add("/validation", get(validation))
            .add("/internal", get(internal))
            .add("/unauthorized", get(stranger))
            .add("/not_found", get(missing))
            .add("/axum_json", post(axum_json))
            .add("/loco_json", post(loco_json))
            .add("/panics", get(panics))
            .add("/id", get(id));
        AppRoutes::with_default_routes().add_route(routes)
    }

    fn middlewares(context: &AppContext) -> Vec<Box<dyn middleware::MiddlewareLayer>> {
        let mut stack = middleware::default_middleware_stack(context);
        if is(context, &[Layer::AfterRoutes, Layer::Initializer]) {
            stack.delete("catch_panic");
        }
        stack
    }

    async fn after_routes(router: Router, context: &AppContext) -> Result<Router> {
        if is(context, &[Layer::AfterRoutes, Layer::WithCatchPanic]) {
            Ok(router.layer(SecureErrorLayer::new()))
        } else {
            Ok(router)
        }
    }

    async fn initializers(context: &AppContext) -> Result<Vec<Box<dyn Initializer>>> {
        let mut all: Vec<Box<dyn Initializer>> = Vec::new();
        if is(context, &[Layer::Initializer]) {
            all.push(Box::new(Sealed));
        }
        Ok(all)
    }

    async fn boot(mode: StartMode, environment: &Environment, config: Config) -> Result<BootResult> {
        boot::create_app::<Self>(mode, environment, config).await
    }

    async fn connect_workers(_: &AppContext, _: &Queue) -> Result<()> {
        Ok(())
    }

    fn register_tasks(_: &mut Tasks) {}
}

/// The application as `cargo loco start` would boot it.
pub fn router(layer: Layer) -> Router {
    let config: Config = serde_json::from_value(json!({
        "logger": { "enable": false, "level": "info", "format": "json" },
        "server": { "binding": "127.0.0.1", "port": 0, "host": "http://127.0.0.1" },
        "workers": { "mode": "ForegroundBlocking" },
        "settings": { "layer": format!("{layer:?}") },
    }))
    .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let booted = Desk::boot(StartMode::ServerOnly, &Environment::Development, config);
    runtime.block_on(booted).unwrap().router.unwrap()
}
