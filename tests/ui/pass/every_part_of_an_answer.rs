use std::time::Duration;

use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(type_base = "https://example.com/problems/", domain = "accounts.example.com")]
#[allow(dead_code)]
enum E {
    #[public(status = 400)]
    StatusAlone,
    #[public(status = NOT_FOUND, code = "MISSING.ACCOUNT-1", title = "Missing", message = "Not {{here}}")]
    StatusByName,
    #[public(status = PAYLOAD_TOO_LARGE)]
    OlderName,
    #[public(status = 499, code = "CLIENT_CLOSED", message = "Closed")]
    Unregistered,
    #[public(status = 401, challenge = "Bearer realm=\"api\"")]
    Unauthorized,
    #[public(status = 401, challenge = "Bearer")]
    LoneBearer,
    #[public(status = 405, allow = "GET, HEAD")]
    Method,
    #[public(status = 405, code = "NOT_HERE", allow = inherit)]
    MethodOfTheFramework,
    #[public(status = 407, header("proxy-authenticate" = "Basic realm=\"proxy\""))]
    Proxy,
    #[public(status = 426, header("upgrade" = "HTTP/2.0"))]
    Upgrade,
    #[public(status = 503, retry_after = 30, header("x-hint" = "later"))]
    Busy,
    #[public(status = 429, retry_after = wait)]
    Limited {
        #[public]
        wait: Duration,
    },
    #[public(status = 412, grpc = FAILED_PRECONDITION)]
    Grpc,
    #[public(status = 408, grpc = DEADLINE_EXCEEDED)]
    DefaultGrpc,
    #[public(status = 414)]
    TooLong,
    #[public(status = 414, message = "URI Too Long")]
    TooLongInWords,
    Undecided,
    #[public(status = 500, message = "An internal error occurred")]
    Decided,
}

fn main() {}
