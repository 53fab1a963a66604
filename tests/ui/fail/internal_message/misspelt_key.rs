use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("nothing", levl = "warn")]
    V,
}

fn main() {}
