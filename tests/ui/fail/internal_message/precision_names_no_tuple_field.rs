use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("{0:.2$}")]
    V(f64),
    #[internal("{account:widht$}")]
    W { account: u64, width: usize },
}

fn main() {}
