use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("x", level = "warn", level = "info")]
    V,
}

fn main() {}
