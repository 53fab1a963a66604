use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 503, retry_after = 0)]
    V,
}

fn main() {}
