use secure_error::SecureError;

#[derive(Debug, thiserror::Error, SecureError)]
#[secure_error(unsealed)]
enum E {
    #[error("failed: {0}")]
    V(
        #[source]
        #[internal(redact)]
        std::fmt::Error,
    ),
}

fn main() {}
