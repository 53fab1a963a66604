use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("{account:!}")]
    V { account: u64 },
}

fn main() {}
