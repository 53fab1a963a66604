//! A small service on rocket: `cargo run --example rocket --features rocket`, then the curl lines that it prints.

use log::LevelFilter;
use rocket::fairing::AdHoc;
use rocket::serde::json::Json;
use rocket::{Config, get, post, routes};
use secure_error::{SecureError, SecureErrorLayer, frameworks};
use secure_error_examples::desk;
use serde::Deserialize;
use std::net::SocketAddr;

#[derive(SecureError)]
#[secure_error(rocket)]
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
}

#[derive(Deserialize)]
struct Withdrawal {
    cents: u64,
}

#[get("/<account>")]
fn owner(account: u64) -> Result<&'static str, DeskError> {
    desk::owner(account).ok_or(DeskError::NoAccount { account })
}

#[get("/<account>/statement")]
fn statement(account: u64) -> Result<String, DeskError> {
    Ok(desk::statement(account)?)
}

#[post("/<account>/withdrawals", data = "<wanted>")]
fn withdraw(account: u64, wanted: Json<Withdrawal>) -> Result<String, DeskError> {
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(wanted.cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account }),
    }
}

#[rocket::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    desk::log_to_stdout();
    log::set_max_level(LevelFilter::Off); // rocket's own log, which has whole bodies of requests
    let address: SocketAddr = desk::ADDRESS.parse()?;
    let config = Config::figment()
        .merge(("address", address.ip()))
        .merge(("port", address.port()))
        .merge(("ident", false)); // no `Server: Rocket`
    let routes = routes![owner, statement, withdraw];
    rocket::custom(config)
        .attach(SecureErrorLayer::new())
        .mount("/accounts", frameworks::rocket::routes(routes))
        .attach(AdHoc::on_liftoff("desk", |_| Box::pin(async { desk::open() })))
        .launch()
        .await?;
    Ok(())
}
