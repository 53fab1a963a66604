//! The requests to try, in order: printed as `curl` lines at the start, made by `--demo`.

pub struct Request {
    pub title: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub body: Option<&'static str>,
    /// What the service responds.
    pub status: u16,
}

pub const REQUESTS: &[Request] = &[
    get("An account", "/accounts/1", 200),
    get("A missing row", "/accounts/99", 404),
    post(
        "More money than there is: a number that the client may know",
        "/transfers",
        r#"{"reference":"rent-june","from":1,"to":2,"cents":50000}"#,
        409,
    ),
    post(
        "A unique constraint: the same reference again",
        "/transfers",
        r#"{"reference":"rent-may","from":1,"to":2,"cents":100}"#,
        409,
    ),
    post(
        "An unknown user",
        "/login",
        r#"{"name":"mallory","password":"hunter2"}"#,
        401,
    ),
    post(
        "A wrong password: the same answer, another log entry",
        "/login",
        r#"{"name":"alice","password":"hunter2"}"#,
        401,
    ),
    post(
        "A body of the wrong shape, with a password in it",
        "/login",
        r#"{"name":"alice","password":12345678}"#,
        400,
    ),
    get("A table that does not exist", "/accounts/1/statement", 500),
    get(
        "A file that does not exist: a foreign error, through `Fault`",
        "/terms",
        500,
    ),
    Request {
        title: "Lock the database for 5 seconds",
        method: "PUT",
        path: "/maintenance",
        body: None,
        status: 202,
    },
    get("A locked database: try again later", "/accounts/1", 503),
];

const fn get(title: &'static str, path: &'static str, status: u16) -> Request {
    Request {
        title,
        method: "GET",
        path,
        body: None,
        status,
    }
}

const fn post(title: &'static str, path: &'static str, body: &'static str, status: u16) -> Request {
    Request {
        title,
        method: "POST",
        path,
        body: Some(body),
        status,
    }
}

impl Request {
    pub fn curl(&self, server: &str) -> String {
        let Self { method, path, body, .. } = self;
        match (*method, body) {
            ("GET", None) => format!("curl -i {server}{path}"),
            (method, None) => format!("curl -i -X {method} {server}{path}"),
            (_, Some(body)) => format!("curl -i {server}{path} -H content-type:application/json -d '{body}'"),
        }
    }
}
