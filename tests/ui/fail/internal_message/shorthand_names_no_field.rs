use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("no {}", .acount)]
    V { account: u64 },
}

fn main() {}
