use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("nothing", 1)]
    V,
}

fn main() {}
