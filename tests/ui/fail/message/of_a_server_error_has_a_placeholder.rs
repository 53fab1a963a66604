use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 503, message = "{busy} are waiting")]
    V { #[public] busy: u64 },
}

fn main() {}
