use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public = "Not here"]
    V,
}

fn main() {}
