use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[from]
    V(std::fmt::Error),
}

fn main() {}
