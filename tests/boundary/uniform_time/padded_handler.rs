//! In a handler the time begins when the body has been read, which a client cannot use.

use super::clock::{QUANTUM, UNIFORM, late, millis, paused};
use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use http::{Request, StatusCode};
use secure_error::{Fault, SecureErrorLayer, problem};
use tokio::time::Instant;
use tower::ServiceExt as _;

/// Looks at the password only if there is such a user, which takes a while: the mistake of every tutorial.
async fn check(user: &str) -> Response {
    if user == "known" {
        tokio::time::sleep(millis(60)).await;
    }
    Fault::problem_with(&problem::FORBIDDEN, format!("no login for {user}")).into_response()
}

fn router() -> Router {
    let padded = |user: String| UNIFORM.pad(async move { check(&user).await });
    Router::new()
        .route(
            "/layer",
            post(|user: String| async move { check(&user).await }).layer(UNIFORM),
        )
        .route("/pad", post(padded))
        .layer(SecureErrorLayer::new())
}

/// When the answer leaves to a client that sends the user's name after so long.
async fn leaves(path: &str, user: &'static str, body_after: u64) -> u128 {
    let begin = Instant::now();
    let request = Request::post(path).body(late(millis(body_after), user)).unwrap();
    let answer = router().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    begin.elapsed().as_millis()
}

#[test]
fn around_a_route_a_slow_body_moves_the_work_over_a_multiple() {
    paused(async {
        assert_eq!(leaves("/layer", "known", 0).await, leaves("/layer", "unknown", 0).await);
        assert_eq!(
            (
                leaves("/layer", "known", 90).await,
                leaves("/layer", "unknown", 90).await
            ),
            (200, 100)
        );
    });
}

#[test]
fn in_a_handler_a_slow_body_tells_nothing() {
    paused(async {
        for body_after in [0, 1, 39, 40, 41, 90, 100, 1_000] {
            let expected = u128::from(body_after) + QUANTUM.as_millis();
            for user in ["known", "unknown"] {
                assert_eq!(leaves("/pad", user, body_after).await, expected, "{user} {body_after}");
            }
        }
    });
}

#[test]
fn the_time_of_a_handler_begins_with_its_call() {
    paused(async {
        let begin = Instant::now();
        let answer = UNIFORM.pad(async { StatusCode::NO_CONTENT.into_response() });
        tokio::time::advance(millis(30)).await;
        answer.await;
        assert_eq!(begin.elapsed(), QUANTUM);
    });
}

#[test]
fn an_error_in_a_padded_handler_is_logged_once_under_its_request() {
    let request = Request::post("/pad").body(Body::from("known")).unwrap();
    let (log, answer) = crate::sink::json(|| paused(router().oneshot(request)));
    let records = crate::sink::records(&log);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.message"], "no login for known");
    let id = answer.unwrap().headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(records[0]["fields"]["request_id"], id);
}
