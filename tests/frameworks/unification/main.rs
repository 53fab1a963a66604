//! Features of one crate are those of all: cargo unifies them. A type that did not ask for a framework must not notice.
//!
//! The impls here are written by hand for types without the attribute. If a feature alone added one, this would not
//! compile (E0119).

use axum::response::IntoResponse as _;
use secure_error::SecureError;
use secure_error_tests_bystander::BookNotFound;

/// It asks for nothing.
#[derive(SecureError)]
#[public(status = 404, code = "BOOK_NOT_FOUND", message = "Book not found")]
struct Plain;

#[test]
fn a_library_without_features_is_unaffected_by_those_of_others() {
    let answer = BookNotFound.into_response();
    assert_eq!(answer.status(), 404);
    assert!(!answer.headers().contains_key("x-request-id"), "that is not ours");
}

impl axum::response::IntoResponse for Plain {
    fn into_response(self) -> axum::response::Response {
        self.to_string().into_response()
    }
}

#[cfg(feature = "async-graphql")]
impl async_graphql::ErrorExtensions for Plain {
    fn extend(&self) -> async_graphql::Error {
        async_graphql::Error::new(self.to_string())
    }
}

#[cfg(feature = "juniper")]
impl juniper::IntoFieldError for Plain {
    fn into_field_error(self) -> juniper::FieldError {
        juniper::FieldError::from(self)
    }
}

#[cfg(feature = "actix-web")]
impl actix_web::ResponseError for Plain {}

#[cfg(feature = "poem")]
impl poem::error::ResponseError for Plain {
    fn status(&self) -> poem::http::StatusCode {
        poem::http::StatusCode::NOT_FOUND
    }
}

#[cfg(feature = "salvo")]
impl salvo::Scribe for Plain {
    fn render(self, response: &mut salvo::Response) {
        salvo::Scribe::render(self.to_string(), response);
    }
}

#[cfg(feature = "rocket")]
impl rocket::response::Responder<'_, 'static> for Plain {
    fn respond_to(self, request: &rocket::Request<'_>) -> rocket::response::Result<'static> {
        self.to_string().respond_to(request)
    }
}

#[cfg(feature = "warp")]
impl warp::Reply for Plain {
    fn into_response(self) -> warp::reply::Response {
        warp::Reply::into_response(self.to_string())
    }
}

#[test]
fn a_type_without_the_attribute_is_free_for_impls_by_hand() {
    assert_eq!(Plain.into_response().status(), 200);
}
