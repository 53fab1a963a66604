use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("no {} {}", 1)]
    V { account: u64 },
}

fn main() {}
