use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("{0} {}", 1)]
    V(u64),
}

fn main() {}
