use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, challenge = "Basic")]
    Basic,
    #[public(status = 403, challenge = "Negotiate, Bearer")]
    Bearer,
    #[public(status = 407, header("proxy-authenticate" = "Basic charset=\"UTF-8\""))]
    Proxy,
}

fn main() {}
