use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal(lvl = "warn")]
    V,
}

fn main() {}
