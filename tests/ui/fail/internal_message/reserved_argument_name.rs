use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("{level}", level = 3)]
    V,
}

fn main() {}
