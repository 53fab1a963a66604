use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, message = "No {self}")]
    V,
}

fn main() {}
