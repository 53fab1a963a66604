//! Bearer tokens: 256 random bits. Guessing one is hopeless, so a plain SHA-256 is enough to keep it by (unlike passwords,
//! card numbers and addresses, which can be guessed).

use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How long a token in a mail can be used.
pub const MAILED_SECONDS: i64 = 900;

#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    Session,
    Recovery,
}

impl Purpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Recovery => "recovery",
        }
    }

    pub const fn lifetime_seconds(self) -> i64 {
        match self {
            Self::Session => 3_600,
            Self::Recovery => MAILED_SECONDS,
        }
    }
}

/// What the database may know of a token.
pub struct TokenHash([u8; 32]);

impl TokenHash {
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A new token, and what is kept of it.
pub fn new() -> (SecretString, TokenHash) {
    let mut token = String::with_capacity(64);
    for byte in random::<32>() {
        let _ = write!(token, "{byte:02x}");
    }
    let hash = TokenHash::of(&token);
    (token.into(), hash)
}

/// From the system. Without randomness a bank must not go on.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes
}
