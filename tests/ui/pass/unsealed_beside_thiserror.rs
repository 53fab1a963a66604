use secure_error::SecureError;

#[derive(Debug, thiserror::Error, SecureError)]
#[secure_error(unsealed)]
#[allow(dead_code)]
enum E {
    #[error("no account {id}")]
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND")]
    NotFound { id: u64 },
    #[error("io")]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Other(anyhow::Error),
}

fn main() {}
