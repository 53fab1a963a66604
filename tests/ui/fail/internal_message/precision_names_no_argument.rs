use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("{0:.2$} {}", 3)]
    V { account: u64 },
    #[internal("{:>3$} {}", 1, 2)]
    W,
}

fn main() {}
