use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "4SURE")]
    V,
}

fn main() {}
