use secure_error::SecureError;

#[derive(SecureError)]
#[internal(transparent)]
struct E(std::io::Error);

fn main() {}
