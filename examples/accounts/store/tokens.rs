//! Tokens for sessions and for password recovery. Only their hashes are kept: a copy of the database opens nothing.
//!
//! They are 256 random bits, so a plain hash is enough; see `security/tokens.rs`.

use super::{Store, StoreError, now};
use crate::domain::{Caller, Role, UserId};
use crate::security::tokens::{Purpose, TokenHash};
use rusqlite::{OptionalExtension as _, params};

impl Store {
    pub async fn keep_token(&self, hash: TokenHash, purpose: Purpose, user: UserId) -> Result<(), StoreError> {
        self.run(move |db| {
            db.execute("DELETE FROM tokens WHERE expires <= ?1", [now()])?;
            db.execute(
                "INSERT INTO tokens (hash, purpose, user, expires) VALUES (?1, ?2, ?3, ?4)",
                params![
                    hash.as_bytes(),
                    purpose.as_str(),
                    user,
                    now() + purpose.lifetime_seconds()
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// Whose session this is.
    pub async fn caller(&self, hash: TokenHash) -> Result<Option<Caller>, StoreError> {
        self.run(move |db| {
            let query = "SELECT users.id, users.role FROM tokens JOIN users ON users.id = tokens.user
                         WHERE tokens.hash = ?1 AND tokens.purpose = ?2 AND tokens.expires > ?3";
            let found = db.query_row(
                query,
                params![hash.as_bytes(), Purpose::Session.as_str(), now()],
                |row| Ok((row.get::<_, UserId>(0)?, row.get::<_, String>(1)?)),
            );
            Ok(found.optional()?.map(|(user, role)| Caller {
                user,
                // Whatever else may be written there is no admin.
                role: if role == "admin" { Role::Admin } else { Role::Customer },
            }))
        })
        .await
    }

    /// Uses up a token for recovery, sets the password, and ends all sessions. Whose it was, if it was valid.
    pub async fn recover(&self, hash: TokenHash, password_hash: String) -> Result<Option<UserId>, StoreError> {
        self.transact(move |db| {
            let take = "DELETE FROM tokens WHERE hash = ?1 AND purpose = ?2 AND expires > ?3 RETURNING user";
            let user = db
                .query_row(
                    take,
                    params![hash.as_bytes(), Purpose::Recovery.as_str(), now()],
                    |row| row.get::<_, UserId>(0),
                )
                .optional()?;
            if let Some(user) = user {
                db.execute(
                    "UPDATE users SET password = ?2, wrong_passwords = 0, locked_until = 0 WHERE id = ?1",
                    params![user, password_hash],
                )?;
                db.execute("DELETE FROM tokens WHERE user = ?1", [user])?;
            }
            Ok(user)
        })
        .await
    }
}
