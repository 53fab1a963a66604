use secure_error::SecureError;

#[derive(Debug, thiserror::Error, SecureError)]
#[secure_error(unsealed)]
enum E {
    #[error("masked")]
    #[internal("{self:?}")]
    Masked {
        #[internal(with = secure_error::mask::redact)]
        card: u64,
    },
    #[error("secret {password}")]
    #[internal("{self}")]
    Secret { password: String },
    #[error("secret {token}")]
    #[internal("{}", self)]
    Expression { token: String },
}

fn main() {}
