//! Passwords are kept as Argon2 hashes, and checking one costs the same whether there is such a user or not.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::Arc;
use thiserror::Error;
use tokio::sync::Semaphore;

/// OWASP's Password Storage Cheat Sheet: at least 19 MiB, two passes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// How many are hashed at a time; the others wait. Without it a crowd of strangers takes all the memory there is.
const AT_A_TIME: usize = 4;

#[derive(Debug, Error)]
pub enum Error {
    #[error("the hash of the password")]
    Hash(#[from] password_hash::Error),
    #[error("the parameters of Argon2")]
    Parameters(#[from] argon2::Error),
    #[error("the thread that hashes broke down")]
    Worker(#[from] tokio::task::JoinError),
    #[error("no more passwords are hashed")]
    Closed(#[from] tokio::sync::AcquireError),
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// Of a password that nobody has, made with the same parameters.
    decoy: Arc<str>,
    turns: Arc<Semaphore>,
}

impl Passwords {
    pub fn new() -> Result<Self, Error> {
        let argon2 = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(MEMORY_KIB, PASSES, 1, None)?,
        );
        let decoy = argon2.hash_password(&rand_bytes())?.to_string().into();
        let turns = Arc::new(Semaphore::new(AT_A_TIME));
        Ok(Self { argon2, decoy, turns })
    }

    /// With a random salt, as a PHC string.
    pub async fn hash(&self, password: SecretString) -> Result<String, Error> {
        self.work(move |it| {
            Ok(it
                .argon2
                .hash_password(password.expose_secret().as_bytes())?
                .to_string())
        })
        .await
    }

    /// Whether the hash was made of the password. Without a hash that of the decoy is checked, and the answer is no: the
    /// work is the same.
    pub async fn matches(&self, password: SecretString, hash: Option<String>) -> Result<bool, Error> {
        self.work(move |it| {
            let checked =
                PasswordHash::new(hash.as_deref().unwrap_or(&it.decoy)).map_err(password_hash::Error::from)?;
            match it.argon2.verify_password(password.expose_secret().as_bytes(), &checked) {
                Ok(()) => Ok(hash.is_some()),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Argon2 blocks its thread on purpose.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = Arc::clone(&self.turns).acquire_owned().await?;
        let it = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&it)
        });
        done.await?
    }
}

fn rand_bytes() -> [u8; 32] {
    super::tokens::random()
}
