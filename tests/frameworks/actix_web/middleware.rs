//! Middleware around the layer and inside of it, and layers inside of layers.

use crate::harness::ask;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorForbidden, InternalError};
use actix_web::http::StatusCode;
use actix_web::middleware::{DefaultHeaders, ErrorHandlerResponse, ErrorHandlers, Next, from_fn};
use actix_web::{App, Error, HttpResponse, Result, web};
use secure_error::{Fault, ResultExt as _, SecureErrorLayer, problem};
use secure_error_tests::server::{get, request};
use secure_error_tests_frameworks::shop::{self, DbError, ShopError};

async fn foreign_guard(_: ServiceRequest, _: Next<impl MessageBody>) -> Result<ServiceResponse> {
    Err(ErrorForbidden("not in accounts_v2"))
}

async fn own_guard(_: ServiceRequest, _: Next<impl MessageBody>) -> Result<ServiceResponse> {
    let allowed: Result<(), DbError> = Err(DbError);
    allowed.or_problem(&problem::FORBIDDEN)?;
    unreachable!()
}

async fn panicking_guard(_: ServiceRequest, _: Next<impl MessageBody>) -> Result<ServiceResponse> {
    panic!("in accounts_v2")
}

async fn taciturn_guard(_: ServiceRequest, _: Next<impl MessageBody>) -> Result<ServiceResponse> {
    let answer = HttpResponse::Forbidden().finish();
    Err(InternalError::from_response("not in accounts_v2", answer).into())
}

#[test]
fn middleware_that_fails_is_answered_and_logged_once() {
    let app = || App::new().route("/", web::get().to(HttpResponse::Ok));
    let layer = SecureErrorLayer::new;
    let named = [request("GET", "/", &[b"X-Request-Id: client-1"])];
    let foreign = ask!(app().wrap(from_fn(foreign_guard)).wrap(layer()), named).one();
    let own = ask!(app().wrap(from_fn(own_guard)).wrap(layer()), named).one();
    let taciturn = ask!(app().wrap(from_fn(taciturn_guard)).wrap(layer()), named).one();
    let cases = [
        (foreign, "not in accounts_v2"),
        (own, "hunter2"),
        (taciturn, "not in accounts_v2"),
    ];
    for ((answer, record), text) in cases {
        assert_eq!((answer.status(), &answer.json()["code"]), (403, &"FORBIDDEN".into()));
        assert!(!answer.text().contains(text), "{}", answer.text());
        assert!(record.to_string().contains(text), "{record}");
        assert_eq!(record["client_request_id"], "client-1", "{record}");
    }
}

#[test]
fn without_the_layer_it_leaks_and_an_error_of_ours_does_not() {
    let app = move || App::new().route("/", web::get().to(HttpResponse::Ok));
    let foreign = ask!(app().wrap(from_fn(foreign_guard)), [get("/")]);
    assert!(foreign.answers[0].as_ref().unwrap().text().contains("accounts_v2"));
    let (own, record) = ask!(app().wrap(from_fn(own_guard)), [get("/")]).one();
    assert_eq!(own.json()["code"], "FORBIDDEN");
    assert!(record.to_string().contains("hunter2"), "{record}");
    assert!(ask!(app().wrap(from_fn(panicking_guard)), [get("/")]).answers[0].is_none());
}

#[test]
fn a_panic_anywhere_inside_is_a_500_and_the_worker_goes_on() {
    struct Panics;

    impl actix_web::FromRequest for Panics {
        type Error = Error;
        type Future = std::future::Ready<Result<Self>>;

        fn from_request(_: &actix_web::HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
            panic!("in accounts_v2")
        }
    }

    let app = move || {
        App::new()
            .route("/handler", web::get().to(async || -> &str { panic!("in accounts_v2") }))
            .route("/extractor", web::get().to(async |_: Panics| "never"))
            .service(
                web::resource("/guard")
                    .wrap(from_fn(panicking_guard))
                    .to(HttpResponse::Ok),
            )
            .service(
                web::resource("/call")
                    .wrap_fn(|_, _| -> std::future::Ready<Result<ServiceResponse>> { panic!("in accounts_v2") })
                    .to(HttpResponse::Ok),
            )
    };
    let requests = ["/handler", "/extractor", "/guard", "/call"].map(get);
    let told = ask!(app().wrap(SecureErrorLayer::new()), requests);
    assert_eq!(told.records.len(), requests.len(), "{}", told.log);
    for (answer, record) in told.answers.iter().zip(&told.records) {
        let answer = answer.as_ref().unwrap();
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (500, &"INTERNAL_ERROR".into())
        );
        assert_eq!(record["request_id"], answer.id());
        assert_eq!(
            (&record["exception.type"], &record["exception.message"]),
            (&"Panic".into(), &"in accounts_v2".into())
        );
    }
}

#[test]
fn an_error_whose_answer_panics_is_a_500() {
    #[derive(Debug)]
    struct Hostile;

    impl std::fmt::Display for Hostile {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("hostile")
        }
    }

    impl actix_web::ResponseError for Hostile {
        fn error_response(&self) -> HttpResponse {
            panic!("in accounts_v2")
        }
    }

    async fn guard(_: ServiceRequest, _: Next<impl MessageBody>) -> Result<ServiceResponse> {
        Err(Hostile.into())
    }

    let app = move || App::new().route("/", web::get().to(HttpResponse::Ok));
    let (answer, record) = ask!(app().wrap(from_fn(guard)).wrap(SecureErrorLayer::new()), [get("/")]).one();
    assert_eq!(answer.status(), 500);
    assert_eq!(record["exception.message"], "in accounts_v2");
}

#[test]
fn a_request_that_somebody_around_keeps_is_a_500_as_actix_web_panics() {
    let app = move || App::new().route("/", web::get().to(HttpResponse::Ok));
    let keeps = |request: ServiceRequest, next: &_| {
        let kept = request.request().clone();
        let answer = actix_web::dev::Service::call(next, request);
        async move {
            let answer = answer.await;
            drop(kept);
            answer
        }
    };
    let (answer, record) = ask!(app().wrap(SecureErrorLayer::new()).wrap_fn(keeps), [get("/")]).one();
    assert_eq!(answer.status(), 500);
    assert_eq!(record["exception.type"], "Panic");
}

#[test]
fn layers_inside_of_layers_give_one_answer_one_id_and_one_record() {
    let own = async || shop::constant();
    let foreign = async || HttpResponse::Conflict().body("no row in accounts_v2");
    let panics = async || shop::panic();
    let app = move || {
        let inner = web::scope("/inner")
            .service(
                web::scope("/innermost")
                    .route("/own", web::get().to(own))
                    .route("/foreign", web::get().to(foreign))
                    .route("/panic", web::get().to(panics))
                    .service(
                        web::resource("/guard")
                            .wrap(from_fn(foreign_guard))
                            .to(HttpResponse::Ok),
                    )
                    .wrap(SecureErrorLayer::new()),
            )
            .wrap(SecureErrorLayer::new());
        App::new().service(inner)
    };
    let cases = [
        ("own", 404, "ACCOUNT_NOT_FOUND"),
        ("foreign", 409, "CONFLICT"),
        ("panic", 500, "INTERNAL_ERROR"),
        ("guard", 403, "FORBIDDEN"),
        ("nowhere", 404, "NOT_FOUND"),
    ];
    for (path, status, code) in cases {
        let request = get(&format!("/inner/innermost/{path}"));
        let (answer, _) = ask!(app().wrap(SecureErrorLayer::new()), [request]).one();
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (status, &code.into()),
            "{path}"
        );
        assert_eq!(answer.json()["request_id"], answer.id());
    }
}

#[test]
fn one_scope_can_be_wrapped_alone() {
    let handler = async || HttpResponse::Conflict().body("no row in accounts_v2");
    let app = move || {
        App::new()
            .service(
                web::scope("/sealed")
                    .route("/", web::get().to(handler))
                    .wrap(SecureErrorLayer::new()),
            )
            .route("/bare", web::get().to(handler))
    };
    let told = ask!(app(), [get("/sealed/"), get("/bare")]);
    let texts: Vec<_> = told.answers.iter().flatten().map(|answer| answer.text()).collect();
    assert!(
        !texts[0].contains("accounts_v2") && texts[1].contains("accounts_v2"),
        "{texts:?}"
    );
    assert_eq!(told.records.len(), 1, "{}", told.log);
}

#[test]
fn an_own_response_that_is_rewritten_inside_leaves_as_it_was_made() {
    fn rewritten<B>(answer: ServiceResponse<B>) -> Result<ErrorHandlerResponse<B>> {
        let (request, answer) = answer.into_parts();
        let answer = answer
            .set_body("no row in accounts_v2")
            .map_into_boxed_body()
            .map_into_right_body();
        Ok(ErrorHandlerResponse::Response(ServiceResponse::new(request, answer)))
    }

    let own = async || shop::constant();
    let handlers = || ErrorHandlers::new().handler(StatusCode::NOT_FOUND, rewritten);
    let app = move || App::new().route("/", web::get().to(own));
    let (answer, record) = ask!(app().wrap(handlers()).wrap(SecureErrorLayer::new()), [get("/")]).one();
    let code = "ACCOUNT_NOT_FOUND".into();
    assert_eq!((answer.status(), &answer.json()["code"]), (404, &code));
    assert_eq!(record["error.type"], code);
}

#[test]
fn what_is_around_sees_the_answers_that_go_out() {
    let own = async || shop::constant();
    let app = move || App::new().route("/", web::get().to(own));
    let headers = || DefaultHeaders::new().add(("access-control-allow-origin", "*"));
    for path in ["/", "/nowhere"] {
        let (answer, _) = ask!(app().wrap(SecureErrorLayer::new()).wrap(headers()), [get(path)]).one();
        assert_eq!(answer.all("access-control-allow-origin"), ["*"]);
    }
}

#[test]
fn what_is_around_finds_nothing_that_came_with_a_foreign_answer() {
    let handler = async || {
        let mut answer = HttpResponse::from_error(ErrorForbidden("not in accounts_v2"));
        answer.extensions_mut().insert("accounts_v2");
        answer
    };
    let looks = |request: ServiceRequest, next: &_| {
        let answer = actix_web::dev::Service::call(next, request);
        async move {
            let answer: Result<ServiceResponse<_>> = answer.await;
            answer.inspect(|answer| {
                assert!(answer.response().error().is_none());
                assert!(answer.response().extensions().get::<&str>().is_none());
            })
        }
    };
    let app = move || App::new().route("/", web::get().to(handler));
    let (answer, _) = ask!(app().wrap(SecureErrorLayer::new()).wrap_fn(looks), [get("/")]).one();
    assert_eq!(answer.status(), 403);
}

#[test]
fn middleware_around_may_ask_an_error_for_its_answer_twice() {
    let panics = async || shop::panic();
    let app = move || App::new().route("/", web::get().to(panics));
    let asks = |request: ServiceRequest, next: &_| {
        let answer = actix_web::dev::Service::call(next, request);
        async move {
            let answer: Result<ServiceResponse<_>> = answer.await;
            answer.inspect_err(|error| {
                assert_eq!(error.as_response_error().status_code(), 500);
                assert!(!format!("{error} {error:?}").contains("hunter2"));
                drop(error.error_response());
                let again = error.error_response();
                assert_eq!(again.status(), 500);
                assert!(again.headers().contains_key("x-request-id"));
            })
        }
    };
    let (answer, _) = ask!(app().wrap(SecureErrorLayer::new()).wrap_fn(asks), [get("/")]).one();
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (500, &"INTERNAL_ERROR".into())
    );
    assert_eq!(answer.json()["request_id"], answer.id());
}

#[test]
fn an_error_that_was_dealt_with_is_not_logged() {
    let handler = async || {
        let error: Error = ShopError::Credentials.into();
        let fault: Error = Fault::internal(DbError).into();
        format!(
            "{error} {error:?} {fault:?} {}",
            error.as_response_error().status_code()
        )
    };
    let app = move || App::new().route("/", web::get().to(handler));
    let answer = ask!(app().wrap(SecureErrorLayer::new()), [get("/")]).success();
    assert!(!answer.text().contains("hunter2"), "{}", answer.text());
}
