use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, title = "No {what}")]
    V { #[public] what: u64 },
}

fn main() {}
