//! How not to do it: a bank in ordinary Rust, with a few habits that leak.
//!
//! Every line of it can be found in real services. It exists so that tests can show what is wrong with it; `accounts` is
//! the same service done right.
//!
//! ```sh
//! cargo run --example accounts_before -- --listen 127.0.0.1:3001
//! curl -i 127.0.0.1:3001/api/login -H content-type:application/json -d '{"email":"nobody@example.com","password":"x"}'
//! ```

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::{Value, json};
use std::error::Error;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

type Db = Arc<Mutex<Connection>>;

#[derive(Debug, Deserialize)]
struct Login {
    email: String,
    password: String,
}

#[derive(Debug, Deserialize)]
struct Transfer {
    from: i64,
    to: i64,
    cents: i64,
}

/// The idiom of every tutorial.
struct AppError(Box<dyn Error + Send + Sync>);

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for AppError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let body = json!({ "error": format!("Database error: {}", self.0) });
        (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
    }
}

async fn login(State(db): State<Db>, Json(data): Json<Login>) -> Result<Response, AppError> {
    let db = db.lock().unwrap();
    let mut query = db.prepare("SELECT password FROM users WHERE email = ?1")?;
    let mut rows = query.query([&data.email])?;
    let Some(row) = rows.next()? else {
        let body = json!({ "error": format!("No user found with email {}", data.email) });
        return Ok((StatusCode::NOT_FOUND, Json(body)).into_response());
    };
    let password: String = row.get(0)?;
    if password != data.password {
        tracing::warn!("Failed login for {} with password {}", data.email, data.password);
        return Ok((StatusCode::UNAUTHORIZED, Json(json!({ "error": "Wrong password" }))).into_response());
    }
    Ok(Json(json!({ "token": format!("token-of-{}", data.email) })).into_response())
}

async fn account(State(db): State<Db>, Path(id): Path<i64>) -> Result<Json<Value>, AppError> {
    let db = db.lock().unwrap();
    let (owner, cents): (String, i64) = db.query_row(
        &format!("SELECT owner, cents FROM accounts WHERE id = {id}"),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(Json(json!({ "id": id, "owner": owner, "cents": cents })))
}

async fn statement(State(db): State<Db>, Path(id): Path<i64>) -> Result<String, AppError> {
    let db = db.lock().unwrap();
    Ok(db.query_row("SELECT passwrod FROM users WHERE id = ?1", [id], |row| row.get(0))?)
}

async fn transfer(State(db): State<Db>, Json(data): Json<Transfer>) -> Result<StatusCode, AppError> {
    let db = db.lock().unwrap();
    db.execute(
        "UPDATE accounts SET cents = cents - ?2 WHERE id = ?1",
        [data.from, data.cents],
    )?;
    db.execute(
        "UPDATE accounts SET cents = cents + ?2 WHERE id = ?1",
        [data.to, data.cents],
    )?;
    db.execute(
        "INSERT INTO transfers VALUES (?1, ?2, ?3)",
        [data.from, data.to, data.cents],
    )?;
    Ok(StatusCode::CREATED)
}

/// What the staff may see.
async fn office() -> StatusCode {
    StatusCode::FORBIDDEN
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_ansi(false).init();
    let address = std::env::args().nth(2).unwrap_or_else(|| "127.0.0.1:3001".to_owned());
    let db = Connection::open_in_memory()?;
    db.execute_batch(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT);
         CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT, cents INTEGER CHECK (cents >= 0));
         CREATE TABLE transfers (sender INTEGER, receiver INTEGER, cents INTEGER);
         INSERT INTO users VALUES (1, 'alice@example.com', 'correct horse battery');
         INSERT INTO accounts VALUES (1, 'alice@example.com', 12000), (2, 'bob@example.com', 300);",
    )?;
    let router = Router::new()
        .route("/api/login", post(login))
        .route("/api/accounts/{id}", get(account))
        .route("/api/accounts/{id}/statement", get(statement))
        .route("/api/transfers", post(transfer))
        .route("/api/office", get(office))
        .with_state(Arc::new(Mutex::new(db)));
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}
