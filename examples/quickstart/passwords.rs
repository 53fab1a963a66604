//! Passwords are kept as Argon2 hashes only.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// Takes milliseconds even in a debug build. A service takes `Argon2::default()`, and builds it with optimisation.
fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(1024, 2, 1, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// With a random salt, as a PHC string.
pub fn hash(password: &str) -> Result<String, Error> {
    Ok(argon2()?.hash_password(password.as_bytes())?.to_string())
}

/// Whether `hash` was made from `password`.
pub fn matches(password: &str, hash: &str) -> Result<bool, Error> {
    match argon2()?.verify_password(password.as_bytes(), &PasswordHash::new(hash)?) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(error),
    }
}
