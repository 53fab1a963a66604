use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 401, challenge = "realm=\"a\"")]
    V,
}

fn main() {}
