use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 429, header("retry-after" = "30"))]
    V,
}

fn main() {}
