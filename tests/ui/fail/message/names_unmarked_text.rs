use secure_error::SecureError;

#[derive(SecureError)]
#[public(status = 404, code = "NO_USER", message = "No user {name}")]
struct E {
    name: String,
}

fn main() {}
