use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal(level = "eror")]
    V,
}

fn main() {}
