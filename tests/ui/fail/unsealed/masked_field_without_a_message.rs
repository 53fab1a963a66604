use secure_error::SecureError;

#[derive(Debug, thiserror::Error, SecureError)]
#[secure_error(unsealed)]
enum E {
    #[error("card {card}")]
    V {
        #[internal(with = secure_error::mask::last4)]
        card: String,
    },
}

fn main() {}
