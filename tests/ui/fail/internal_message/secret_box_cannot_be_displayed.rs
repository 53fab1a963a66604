use secrecy::SecretString;
use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("wrong {value}")]
    V { value: SecretString },
}

fn main() {}
