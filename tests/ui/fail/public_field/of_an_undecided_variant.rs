use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    V { #[public] count: u64 },
}

fn main() {}
