use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[source]
    V(std::fmt::Error),
}

fn main() {}
