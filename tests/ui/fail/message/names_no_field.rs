use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, message = "No {waht}")]
    V { #[public] what: u64 },
}

fn main() {}
