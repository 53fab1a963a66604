//! What a record says of the request: its method, and its route or its path.

use crate::server::{get, hyper, request, within};
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use axum::{Router, routing};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use secure_error::{Fault, SecureError, SecureErrorLayer, problem};
use serde_json::Value;
use std::convert::Infallible;
use tower::{Layer as _, ServiceBuilder};
use warp::Filter as _;

const TOKEN: &str = "hunter2-reset-token";

#[derive(SecureError)]
#[secure_error(axum)]
enum AccountError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal(event = "authz_fail")]
    NotFound,
}

async fn own() -> Result<(), AccountError> {
    Err(AccountError::NotFound)
}

async fn foreign() -> (StatusCode, &'static str) {
    (StatusCode::BAD_GATEWAY, "pool timed out")
}

async fn panics() {
    panic!("index out of bounds");
}

fn routes() -> Router {
    let leaf = || {
        Router::new()
            .route("/own/{id}", routing::get(own))
            .route("/foreign/{id}", routing::get(foreign))
            .route("/panic/{*rest}", routing::get(panics))
    };
    Router::new()
        .merge(leaf())
        .nest("/tenants/{tenant}", leaf())
        .nest_service("/opaque", leaf())
}

/// Method, route and path in each record.
fn said(records: &[Value]) -> Vec<[Option<&str>; 3]> {
    let member = |record: &'_ Value, name: &str| {
        record["fields"][name]
            .as_str()
            .map(|text| text.to_owned().leak() as &str)
    };
    records
        .iter()
        .map(|record| ["http.request.method", "http.route", "url.path"].map(|name| member(record, name)))
        .collect()
}

#[track_caller]
fn assert_said(records: &[Value], expected: &[[Option<&str>; 3]]) {
    assert_eq!(said(records), expected, "{records:#?}");
}

#[test]
fn a_record_says_the_route_and_never_what_was_typed_into_it() {
    let typed = format!("/{TOKEN}?key={TOKEN}");
    let (_, records) = within(
        routes().layer(SecureErrorLayer::new()),
        &[
            get(&format!("/own{typed}")),
            get(&format!("/foreign{typed}")),
            get(&format!("/panic{typed}")),
            get(&format!("/tenants/7/own{typed}")),
            request("DELETE", &format!("/own{typed}"), &[]), // 405
        ],
    );
    let route = |method, route| [Some(method), Some(route), None];
    assert_said(
        &records,
        &[
            route("GET", "/own/{id}"),
            route("GET", "/foreign/{id}"),
            route("GET", "/panic/{*rest}"),
            route("GET", "/tenants/{tenant}/own/{id}"),
            route("DELETE", "/own/{id}"),
        ],
    );
    assert!(!format!("{records:?}").contains(TOKEN));
}

#[test]
fn a_path_without_a_route_is_in_the_record_without_its_query() {
    let requests = [
        get(&format!("/wp-admin/x.php?key={TOKEN}")),
        request("PUT", "/", &[]),
        request("HUNTER2", "/nowhere", &[]),
        get("/opaque/own/7"),
        get("/tenants/7/nowhere"),
    ];
    let path = |method, path| [Some(method), None, Some(path)];
    let expected = [
        path("GET", "/wp-admin/x.php"),
        path("PUT", "/"),
        path("_OTHER", "/nowhere"),
        path("GET", "/opaque/own/7"),
        path("GET", "/tenants/7/nowhere"),
    ];
    let (_, records) = within(routes().layer(SecureErrorLayer::new()), &requests);
    assert_said(&records, &expected);
    assert!(!format!("{records:?}").contains(TOKEN) && !format!("{records:?}").contains("HUNTER2"));
}

#[test]
fn a_layer_around_the_router_says_the_path_or_the_route_of_one_inside() {
    let requests = [get("/own/7"), get("/foreign/7"), get("/nowhere")];
    let path = |path| [Some("GET"), None, Some(path)];
    let around = ServiceBuilder::new().layer(SecureErrorLayer::new()).service(routes());
    let (_, records) = within(around, &requests);
    assert_said(&records, &[path("/own/7"), path("/foreign/7"), path("/nowhere")]);

    let route = |route| [Some("GET"), Some(route), None];
    let inside = routes().layer(SecureErrorLayer::new());
    let (_, records) = within(SecureErrorLayer::new().layer(inside), &requests);
    assert_said(
        &records,
        &[route("/own/{id}"), route("/foreign/{id}"), path("/nowhere")],
    );
}

#[test]
fn a_layer_of_a_nested_router_says_the_whole_route_and_the_whole_path() {
    let nested = || {
        let leaf = Router::new().route("/own/{id}", routing::get(own));
        leaf.fallback(async || StatusCode::NOT_FOUND)
            .layer(SecureErrorLayer::new())
    };
    let router = Router::new()
        .nest("/nest/{n}", nested())
        .nest_service("/opaque", nested());
    let requests = [
        get("/nest/1/own/7"),
        get("/nest/1/nowhere"),
        get("/opaque/own/7"),
        get("/opaque/nowhere"),
    ];
    let (_, records) = within(router, &requests);
    assert_said(
        &records,
        &[
            [Some("GET"), Some("/nest/{n}/own/{id}"), None],
            [Some("GET"), None, Some("/nest/1/nowhere")],
            [Some("GET"), Some("/opaque/own/{id}"), None],
            [Some("GET"), None, Some("/opaque/nowhere")],
        ],
    );
}

#[test]
fn without_a_router_the_record_says_the_path() {
    let service = tower::service_fn(async |_: http::Request<Incoming>| {
        Ok::<_, Infallible>(secure_error::respond::<Full<Bytes>>(&AccountError::NotFound))
    });
    let (_, records) = hyper(SecureErrorLayer::new().layer(service), &[get("/a/7?b=c")]);
    assert_said(&records, &[[Some("GET"), None, Some("/a/7")]]);

    let routes = warp::path!("a" / u64).map(|_| warp::reply::with_status("secret", warp::http::StatusCode::CONFLICT));
    let (_, records) = hyper(SecureErrorLayer::new().layer(warp::service(routes)), &[get("/a/7?b=c")]);
    assert_said(&records, &[[Some("GET"), None, Some("/a/7")]]);
}

#[test]
fn a_hostile_path_is_sanitised_and_bounded() {
    let long = format!("/{}", "x".repeat(20_000));
    let (answers, records) = within(
        routes().layer(SecureErrorLayer::new()),
        &[get("/%0d%0aforged=1"), get(&long), get("/forged=\\1|")],
    );
    assert_eq!(answers.len(), 3);
    let paths: Vec<_> = records.iter().map(|it| it["fields"]["url.path"].as_str()).collect();
    assert_eq!(paths[0], Some("/%0d%0aforged=1"));
    assert!(paths[1].unwrap().len() < 1_100, "{}", paths[1].unwrap().len());
    assert_eq!(paths[2], Some(r"/forged=\\1|"));
}

#[test]
fn the_path_can_be_left_out_and_the_route_stays() {
    let router = || routes().layer(SecureErrorLayer::new().omit_url_path());
    let (_, records) = within(router(), &[get("/own/7"), get(&format!("/reset/{TOKEN}"))]);
    assert_said(
        &records,
        &[[Some("GET"), Some("/own/{id}"), None], [Some("GET"), None, None]],
    );
    let (_, records) = within(
        routes().layer(SecureErrorLayer::new()),
        &[get(&format!("/reset/{TOKEN}"))],
    );
    assert!(
        format!("{records:?}").contains(TOKEN),
        "without the setting it is there"
    );
}

#[test]
fn a_security_event_says_the_route_too() {
    let (log, _) =
        crate::sink::json(|| crate::server::without(routes().layer(SecureErrorLayer::new()), &[get("/own/7")]));
    let events = crate::sink::events(&log);
    assert_said(&events, &[[Some("GET"), Some("/own/{id}"), None]]);
}

#[test]
fn an_answer_made_for_another_request_says_what_this_one_asked_for() {
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let answer = move |request: Request| {
        let kept = std::sync::Arc::clone(&kept);
        async move {
            let mut kept = kept.lock().unwrap();
            let made = kept.get_or_insert_with(|| secure_error::respond(&Fault::problem(&problem::CONFLICT)));
            drop(request);
            let answer: Response<Full<Bytes>> = made.clone();
            answer.map(axum::body::Body::new)
        }
    };
    let router = Router::new()
        .route("/a", routing::get(answer.clone()))
        .route("/b", routing::post(answer));
    let (_, records) = within(
        router.layer(SecureErrorLayer::new()),
        &[get("/a"), request("POST", "/b", &[])],
    );
    assert_said(
        &records,
        &[[Some("GET"), Some("/a"), None], [Some("POST"), Some("/b"), None]],
    );
}
