//! Passwords are kept as Argon2 hashes. Hashing takes a fixed amount of memory, however many ask for it at a time.

use super::tokens;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{self, phc};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;
use tokio::sync::Semaphore;

/// OWASP's Password Storage Cheat Sheet: at least 19 MiB, two passes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const SALT_BYTES: usize = 16;
/// How many are hashed at a time, each in a buffer of its own that is kept for the next.
const AT_A_TIME: usize = 4;

#[derive(Debug, Error)]
pub enum Error {
    #[error("too many passwords wait to be hashed")]
    Busy,
    #[error("the hash of the password")]
    Hash(#[from] password_hash::Error),
    #[error("the text form of the hash")]
    Text(#[from] phc::Error),
    #[error("Argon2")]
    Argon2(#[from] argon2::Error),
    #[error("what is stored is no hash of a password")]
    Damaged,
    #[error("the thread that hashes broke down")]
    Worker(#[from] tokio::task::JoinError),
    #[error("no more passwords are hashed")]
    Closed(#[from] tokio::sync::AcquireError),
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// Those that are being hashed, and those that wait.
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// Freed memory of this size would stay with the thread that freed it, and there are hundreds of those.
    buffers: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl Passwords {
    /// While `waiting` passwords wait for their turn, more are refused.
    pub fn new(waiting: u16) -> Result<Self, Error> {
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(Params::DEFAULT_OUTPUT_LEN))?;
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            places: Arc::new(Semaphore::new(AT_A_TIME + usize::from(waiting))),
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
            buffers: Arc::default(),
        })
    }

    /// With a random salt, as a PHC string.
    pub async fn hash(&self, password: SecretString) -> Result<String, Error> {
        self.work(move |it, blocks| {
            let salt = tokens::random::<SALT_BYTES>();
            let hash = output(&it.argon2, &password, &salt, blocks)?;
            let hash = PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(it.argon2.params())?,
                salt: Some(Salt::new(&salt)?),
                hash: Some(hash),
            };
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the hash was made of the password.
    pub async fn matches(&self, password: SecretString, hash: String) -> Result<bool, Error> {
        self.work(move |_, blocks| {
            let stored = PasswordHash::new(&hash)?;
            let argon2 = Argon2::new(
                Algorithm::try_from(stored.algorithm.as_str())?,
                stored.version.ok_or(Error::Damaged)?.try_into()?,
                Params::try_from(&stored)?,
            );
            let (salt, expected) = stored.salt.zip(stored.hash).ok_or(Error::Damaged)?;
            // `Output` compares in constant time.
            Ok(output(&argon2, &password, &salt, blocks)? == expected)
        })
        .await
    }

    /// Argon2 blocks its thread on purpose.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &mut [Block]) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Error::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await?;
        let it = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            let kept = it.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut blocks = kept.unwrap_or_else(|| vec![Block::new(); it.argon2.params().block_count()]);
            let outcome = work(&it, &mut blocks);
            it.buffers.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
            outcome
        });
        done.await?
    }
}

fn output(argon2: &Argon2<'_>, password: &SecretString, salt: &[u8], blocks: &mut [Block]) -> Result<Output, Error> {
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    argon2.hash_password_into_with_memory(password.expose_secret().as_bytes(), salt, &mut out, blocks)?;
    Ok(Output::new(&out)?)
}
