use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, header("cdn-cache-control" = "max-age=60"))]
    Targeted,
    #[public(status = 410, header("expires" = "Thu, 01 Dec 2099 16:00:00 GMT"))]
    Expires,
    #[public(status = 412, header("etag" = "\"1\""))]
    Validator,
}

fn main() {}
