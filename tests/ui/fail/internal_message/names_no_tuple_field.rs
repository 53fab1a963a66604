use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("no {1}")]
    V(u64),
}

fn main() {}
