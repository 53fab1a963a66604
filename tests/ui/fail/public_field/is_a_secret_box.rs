use secrecy::SecretString;
use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 400, message = "Not with {value}")]
    V { #[public] value: SecretString },
}

fn main() {}
