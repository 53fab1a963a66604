use secure_error::{SecureError, mask};

#[derive(Debug, thiserror::Error, SecureError)]
#[secure_error(unsealed)]
enum E {
    #[error("card {card}")]
    V {
        #[internal(with = mask::last4)]
        card: String,
    },
}

fn main() {}
