//! A small service on loco: `cargo run --manifest-path tests/loco/Cargo.toml`, then
//!
//! ```sh
//! curl -i http://127.0.0.1:3000/accounts/1
//! curl -i http://127.0.0.1:3000/accounts/7
//! curl -i http://127.0.0.1:3000/accounts/1/statement
//! curl -i http://127.0.0.1:3000/accounts/1/withdrawals --json '{"cents":5000}'
//! curl -i http://127.0.0.1:3000/accounts/1/withdrawals --json '{"cents":"all"}'
//! curl -i http://127.0.0.1:3000/nowhere
//! ```

use async_trait::async_trait;
use axum::extract::Path;
use loco_rs::app::{AppContext, Hooks};
use loco_rs::bgworker::Queue;
use loco_rs::boot::{self, BootResult, ServeParams, StartMode};
use loco_rs::config::Config;
use loco_rs::controller::middleware::{MiddlewareLayer, MiddlewareStackExt as _, default_middleware_stack};
use loco_rs::controller::{AppRoutes, Routes};
use loco_rs::environment::Environment;
use loco_rs::prelude::{Json, Response, format, get, post};
use loco_rs::task::Tasks;
use secure_error::{SecureError, SecureErrorLayer};
use serde::Deserialize;
use serde_json::json;

#[derive(SecureError)]
#[secure_error(axum)]
enum DeskError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no account {account}")]
    NoAccount {
        account: u64,
    },

    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be withdrawn"
    )]
    InsufficientFunds {
        #[public]
        available: u64,
        #[internal]
        account: u64,
    },

    Statement(#[from] std::io::Error), // no #[public]: 500, and the path goes to the operators

    Loco(#[from] loco_rs::Error), // what loco's own functions fail with
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

async fn statement(Path(account): Path<u64>) -> Result<Response, DeskError> {
    let path = format!("/srv/desk/statements-7f3a/{account}.csv");
    let named = |error: std::io::Error| std::io::Error::new(error.kind(), format!("{path}: {error}"));
    Ok(format::text(&std::fs::read_to_string(&path).map_err(named)?)?)
}

async fn withdraw(Path(account): Path<u64>, Json(wanted): Json<Withdrawal>) -> Result<Response, DeskError> {
    let available = 1300_u64;
    match available.checked_sub(wanted.cents) {
        Some(left) => Ok(format::text(&format!("{left} cents are left"))?),
        None => Err(DeskError::InsufficientFunds { available, account }),
    }
}

struct Desk;

#[async_trait]
impl Hooks for Desk {
    fn app_name() -> &'static str {
        "desk"
    }

    fn routes(_: &AppContext) -> AppRoutes {
        let accounts = Routes::new()
            .prefix("accounts")
            .add("/{account}", get(owner))
            .add("/{account}/statement", get(statement))
            .add("/{account}/withdrawals", post(withdraw));
        AppRoutes::with_default_routes().add_route(accounts)
    }

    /// The layer answers panics, and logs them with the id of the request.
    fn middlewares(context: &AppContext) -> Vec<Box<dyn MiddlewareLayer>> {
        let mut stack = default_middleware_stack(context);
        stack.delete("catch_panic");
        stack
    }

    /// After all routes and middlewares, so that the layer is outermost.
    async fn after_routes(router: axum::Router, _: &AppContext) -> loco_rs::Result<axum::Router> {
        Ok(router.layer(SecureErrorLayer::new()))
    }

    async fn boot(mode: StartMode, environment: &Environment, config: Config) -> loco_rs::Result<BootResult> {
        boot::create_app::<Self>(mode, environment, config).await
    }

    /// An application has `config/development.yaml`.
    async fn load_config(_: &Environment) -> loco_rs::Result<Config> {
        Ok(serde_json::from_value(json!({
            "logger": { "enable": true, "level": "info", "format": "compact" },
            "server": { "binding": "127.0.0.1", "port": 3000, "host": "http://127.0.0.1" },
            "workers": { "mode": "ForegroundBlocking" },
        }))?)
    }

    fn init_logger(_: &AppContext) -> loco_rs::Result<bool> {
        tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).init();
        Ok(true)
    }

    async fn connect_workers(_: &AppContext, _: &Queue) -> loco_rs::Result<()> {
        Ok(())
    }

    fn register_tasks(_: &mut Tasks) {}
}

#[tokio::main]
async fn main() -> loco_rs::Result<()> {
    let environment = Environment::Development;
    let config = Desk::load_config(&environment).await?;
    let address = ServeParams {
        port: config.server.port,
        binding: config.server.binding.clone(),
    };
    let desk = Desk::boot(StartMode::ServerOnly, &environment, config).await?;
    Desk::init_logger(&desk.app_context)?;
    boot::start::<Desk>(desk, address, true).await
}
