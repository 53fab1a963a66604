//! The requests, and what is answered in every framework, written down by hand.

use crate::frameworks::Framework;
use secure_error_tests::server::{request, with_body};
use secure_error_tests_frameworks::shop::BODY_LIMIT;

/// One request that fails.
pub struct Case {
    pub name: &'static str,
    pub request: Vec<u8>,
    pub status: u16,
    pub code: &'static str,
    title: &'static str,
    message: &'static str,
    /// Members behind the request id, with a comma before each.
    more: &'static str,
    /// A header that the status demands.
    demanded: Option<(&'static str, &'static str)>,
    /// A part of what the log has.
    pub internal: &'static str,
    /// Whether the application itself answers, and not the framework.
    pub is_own: bool,
    pub has_body: bool,
}

impl Case {
    pub fn body(&self, id: &str) -> String {
        let Self {
            title,
            status,
            message,
            code,
            more,
            ..
        } = self;
        format!(
            r#"{{"type":"about:blank","title":"{title}","status":{status},"detail":"{message}","code":"{code}","request_id":"{id}"{more}}}"#
        )
    }

    pub fn headers(&self) -> Vec<(&'static str, &'static str)> {
        let always = [
            ("content-type", "application/problem+json"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ];
        always.into_iter().chain(self.demanded).collect()
    }
}

/// JSON that is no order.
pub const WRONG_ORDER: &[u8] = br#"{"kind":"root"}"#;

pub fn order(body: &[u8]) -> Vec<u8> {
    with_body("POST", "/orders", &[b"Content-Type: application/json"], body)
}

/// What a status says alone.
fn of_status(status: u16) -> (&'static str, &'static str, &'static str) {
    match status {
        400 => ("BAD_REQUEST", "Bad Request", "Bad Request"),
        404 => ("NOT_FOUND", "Not Found", "Not Found"),
        405 => ("METHOD_NOT_ALLOWED", "Method Not Allowed", "Method Not Allowed"),
        413 => ("CONTENT_TOO_LARGE", "Content Too Large", "Content Too Large"),
        422 => (
            "UNPROCESSABLE_CONTENT",
            "Unprocessable Content",
            "Unprocessable Content",
        ),
        500 => ("INTERNAL_ERROR", "Internal Server Error", "An internal error occurred"),
        other => panic!("what does {other} say?"),
    }
}

fn own(path: &str, status: u16, code: &'static str, title: &'static str, message: &'static str) -> Case {
    Case {
        name: "own",
        request: request("GET", path, &[]),
        status,
        code,
        title,
        message,
        more: "",
        demanded: None,
        internal: "",
        is_own: true,
        has_body: true,
    }
}

fn foreign(name: &'static str, request: Vec<u8>, status: u16, internal: &'static str) -> Case {
    let (code, title, message) = of_status(status);
    Case {
        name,
        request,
        is_own: false,
        internal,
        ..own("/", status, code, title, message)
    }
}

fn get(path: &str) -> Vec<u8> {
    request("GET", path, &[])
}

/// Every request that fails, with its answer.
pub fn cases(framework: &Framework) -> Vec<Case> {
    let not_found = |name| Case {
        name,
        internal: "no row in accounts_v2 for account 7",
        ..own("/constant", 404, "ACCOUNT_NOT_FOUND", "Not Found", "Account not found")
    };
    let (wrong_method, allow) = framework.wrong_method;
    vec![
        not_found("an own error, constant"),
        Case {
            name: "an own error, with a field",
            more: r#","available":1300"#,
            internal: "account 7 of accounts_v2",
            ..own(
                "/params",
                409,
                "INSUFFICIENT_FUNDS",
                "Conflict",
                "At most 1300 cents can be transferred",
            )
        },
        Case {
            name: "a transparent one",
            internal: "gateway said hunter2 to 3",
            ..own(
                "/transparent",
                402,
                "CARD_DECLINED",
                "Payment Required",
                "The card was declined",
            )
        },
        Case {
            name: "401 with its challenge",
            demanded: Some(("www-authenticate", "Bearer realm=\"shop\"")),
            internal: "hunter2 is wrong",
            ..own(
                "/credentials",
                401,
                "INVALID_CREDENTIALS",
                "Unauthorized",
                "Invalid username or password",
            )
        },
        Case {
            name: "405 with the methods that are allowed",
            demanded: Some(("allow", "GET, HEAD")),
            internal: "not in accounts_v2",
            ..own(
                "/method",
                405,
                "METHOD_NOT_ALLOWED",
                "Method Not Allowed",
                "Method Not Allowed",
            )
        },
        Case {
            name: "429 with the time to wait",
            demanded: Some(("retry-after", "30")),
            internal: "bucket accounts_v2 is full",
            ..own("/too-many", 429, "SLOW_DOWN", "Too Many Requests", "Too many requests")
        },
        Case {
            name: "a variant that says nothing",
            internal: "postgres://admin:hunter2@10.0.0.5/prod",
            ..own(
                "/database",
                500,
                "INTERNAL_ERROR",
                "Internal Server Error",
                "An internal error occurred",
            )
        },
        Case {
            name: "a fault of a foreign error",
            internal: "postgres://admin:hunter2@10.0.0.5/prod",
            ..own(
                "/foreign",
                500,
                "INTERNAL_ERROR",
                "Internal Server Error",
                "An internal error occurred",
            )
        },
        Case {
            name: "violations",
            more: r##","errors":[{"pointer":"/kind","code":"UNKNOWN_KIND","detail":"This kind of order does not exist"}]"##,
            ..own(
                "/violations",
                422,
                "UNPROCESSABLE_CONTENT",
                "Unprocessable Content",
                "Unprocessable Content",
            )
        },
        Case {
            request: request("HEAD", "/constant", &[]),
            has_body: false,
            ..not_found("HEAD")
        },
        foreign(
            "the rejection of an extractor",
            order(WRONG_ORDER),
            framework.rejected,
            "",
        ),
        foreign(
            "a body that is too long",
            order(format!(r#"{{"kind":"customer","note":"{}"}}"#, "a".repeat(BODY_LIMIT)).as_bytes()),
            framework.too_large,
            "",
        ),
        foreign("an unknown path", get("/nowhere"), 404, ""),
        Case {
            demanded: allow.map(|methods| ("allow", methods)),
            ..foreign(
                "a method that is not there",
                request("DELETE", "/constant", &[]),
                wrong_method,
                "",
            )
        },
        foreign("a value that cannot be serialised", get("/serialise"), 500, ""),
        foreign(
            "the text of an error",
            get("/idiom"),
            500,
            "postgres://admin:hunter2@10.0.0.5/prod",
        ),
        foreign(
            "a panic",
            get("/panic"),
            500,
            "poisoned: postgres://admin:hunter2@10.0.0.5/prod",
        ),
    ]
}
