//! Sign-ups. None is a customer before the mailbox of the address has confirmed it: otherwise a client that signs up with
//! an address and can log in then would learn that the address had no account.

use super::queue::{Job, Mail, enqueue};
use super::{Store, StoreError, now, users};
use crate::domain::{Email, UserId};
use crate::security::tokens::{MAILED_SECONDS, TokenHash};
use rusqlite::{OptionalExtension as _, params};
use secure_error::RequestId;

/// Which mail is sent depends on whether the address is taken.
pub struct SignUp {
    pub email: Email,
    pub password_hash: String,
    pub token: TokenHash,
    pub welcome: Mail,
    pub taken: Mail,
}

impl Store {
    /// Keeps it until it is confirmed, and queues its mail, both or neither.
    pub async fn ask_to_sign_up(&self, new: SignUp, request: Option<RequestId>) -> Result<(), StoreError> {
        self.transact(move |db| {
            db.execute("DELETE FROM sign_ups WHERE expires <= ?1", [now()])?;
            // Also for an address that is taken: as much is written, and the token is never sent.
            db.execute(
                "INSERT INTO sign_ups (hash, email, password, expires) VALUES (?1, ?2, ?3, ?4)",
                params![
                    new.token.as_bytes(),
                    new.email.as_str(),
                    new.password_hash,
                    now() + MAILED_SECONDS
                ],
            )?;
            let is_taken = users::user_or_nobody(db, &new.email)? != users::NOBODY;
            let mail = if is_taken { new.taken } else { new.welcome };
            enqueue(db, &Job::Mail(mail), request)
        })
        .await
    }

    /// Uses up a token: a new user, with the password that belongs to it and an empty account.
    pub async fn confirm_sign_up(&self, token: TokenHash) -> Result<Option<UserId>, StoreError> {
        self.transact(move |db| {
            let take = "DELETE FROM sign_ups WHERE hash = ?1 AND expires > ?2 RETURNING email, password";
            let taken = db.query_row(take, params![token.as_bytes(), now()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            });
            let Some((email, password)) = taken.optional()? else {
                return Ok(None);
            };
            let insert = "INSERT INTO users (email, password) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING id";
            let user = db.query_row(insert, [&email, &password], |row| row.get(0)).optional()?;
            if let Some(user) = user {
                users::open_account(db, user, 0)?;
                // There may be another sign-up with this address, and another password.
                db.execute("DELETE FROM sign_ups WHERE email = ?1", [email])?;
            }
            Ok(user)
        })
        .await
    }
}
