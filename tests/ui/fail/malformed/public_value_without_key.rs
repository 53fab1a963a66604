use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(404)]
    Status,
    #[public(status = 404, "Not found")]
    Message,
}

fn main() {}
