use secure_error::SecureError;

#[derive(SecureError)]
#[internal("key {}", self.api_key)]
struct E {
    api_key: String,
}

fn main() {}
