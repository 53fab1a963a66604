//! What the layer cannot do, so that the guide stays true.

use crate::harness::ask;
use actix_web::middleware::DefaultHeaders;
use actix_web::{App, HttpResponse, web};
use secure_error::SecureErrorLayer;
use secure_error_tests::server::{get, request};
use secure_error_tests_frameworks::{headers, shop};
use std::time::Duration;

#[test]
fn what_is_no_request_is_answered_without_a_body_and_an_id() {
    let app = || App::new().wrap(SecureErrorLayer::new());
    let endless = [b"GET /".as_slice(), &[b'a'; 200_000], b" HTTP/1.1\r\n\r\n"].concat();
    for (request, status) in [(b"GET HTTP\r\n\r\n".to_vec(), 400), (endless, 431)] {
        let answer = ask!(app(), [request]).success();
        assert_eq!(
            (answer.status(), &answer.body[..]),
            (status, &b""[..]),
            "{}",
            answer.text()
        );
        assert!(answer.all("x-request-id").is_empty());
    }
}

/// The methods of a resource are in the matrix.
#[test]
fn a_405_of_a_default_service_has_no_allow_and_a_lone_route_no_405() {
    let own = async || -> Result<HttpResponse, headers::Refused> { Err(headers::own(405)) };
    let fine = async || "fine";
    let app = move || {
        App::new()
            .service(
                web::resource("/resource")
                    .route(web::get().to(fine))
                    .default_service(web::to(own)),
            )
            .route("/route", web::get().to(fine))
            .wrap(SecureErrorLayer::new())
    };
    for (path, status) in [("/resource", 405), ("/route", 404)] {
        let (answer, _) = ask!(app(), [request("PUT", path, &[])]).one();
        assert_eq!((answer.status(), answer.header("allow")), (status, None), "{path}");
    }
}

#[test]
fn outer_middleware_of_responses_does_not_touch_that_of_a_panic() {
    let handler = async || shop::panic();
    let app = move || App::new().route("/", web::get().to(handler));
    let headers = || DefaultHeaders::new().add(("access-control-allow-origin", "*"));
    let (answer, _) = ask!(app().wrap(SecureErrorLayer::new()).wrap(headers()), [get("/")]).one();
    assert!(answer.all("access-control-allow-origin").is_empty());
}

#[test]
fn head_in_a_pipeline_ends_the_connection_where_actix_would_send_a_body() {
    let foreign = async || {
        // Long enough for the next request to be read.
        tokio::time::sleep(Duration::from_millis(50)).await;
        HttpResponse::InternalServerError().body("no row in accounts_v2")
    };
    let app = move || App::new().route("/", web::to(foreign));
    let pipeline = [
        b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n".as_slice(),
        &get("/nowhere"),
    ]
    .concat();
    let requests = [pipeline.clone()];
    let bare = ask!(app(), requests);
    let bare = bare.answers[0].as_ref().unwrap();
    assert!(bare.text().contains("accounts_v2"), "{}", bare.text());
    let told = ask!(app().wrap(SecureErrorLayer::new()), [pipeline]);
    assert!(told.answers[0].is_none(), "{}", told.log);
    assert!(told.log.contains("no row in accounts_v2"), "{}", told.log);
}
