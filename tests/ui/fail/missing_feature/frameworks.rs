//! The feature of each framework is named, at its name.

use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(actix_web, rocket, poem, salvo, warp, dropshot, lambda_http)]
struct Http;

#[derive(SecureError)]
#[secure_error(tonic, async_graphql, juniper, jsonrpsee, rmcp, leptos, dioxus)]
struct Rpc;

fn main() {}
