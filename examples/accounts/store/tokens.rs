//! Tokens for sessions and for password recovery. Only their hashes are kept: a copy of the database opens nothing.
//!
//! They are 256 random bits, so a plain hash is enough; see `security/tokens.rs`.

use super::queue::{Job, Mail, enqueue};
use super::users::{NOBODY, user_or_nobody};
use super::{Store, StoreError, now};
use crate::domain::{Caller, Email, Role, UserId};
use crate::security::tokens::{Purpose, TokenHash};
use rusqlite::{Connection, OptionalExtension as _, params};
use secure_error::RequestId;

impl Store {
    /// Keeps a token for recovery and queues the mail with it, both or neither. For an address without an
    /// account, it is a token that is never sent.
    pub async fn ask_to_recover(
        &self,
        email: Email,
        hash: TokenHash,
        mail: Mail,
        request: Option<RequestId>,
    ) -> Result<(), StoreError> {
        self.transact(move |db| {
            let user = user_or_nobody(db, &email)?;
            keep(db, &hash, Purpose::Recovery, user)?;
            let job = if user == NOBODY { Job::Nothing } else { Job::Mail(mail) };
            enqueue(db, &job, request)
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
                // Any other value is not an admin.
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

/// Inside of the transaction that decides whether there may be one.
pub(super) fn keep(db: &Connection, hash: &TokenHash, purpose: Purpose, user: UserId) -> Result<(), StoreError> {
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
}
