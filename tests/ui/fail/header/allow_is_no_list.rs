use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 405, allow = "GET HEAD")]
    V,
}

fn main() {}
