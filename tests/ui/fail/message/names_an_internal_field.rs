use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, message = "No {what}")]
    V { #[internal] what: u64 },
}

fn main() {}
