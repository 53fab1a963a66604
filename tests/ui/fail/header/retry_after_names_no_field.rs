use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 503, retry_after = wait)]
    V,
}

fn main() {}
