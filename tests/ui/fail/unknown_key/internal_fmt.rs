use secure_error::SecureError;

#[derive(SecureError)]
#[internal(fmt = show)]
struct E {
    name: String,
}

fn main() {}
