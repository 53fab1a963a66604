//! Users and what they own.

use super::{Store, StoreError, now, tokens};
use crate::domain::{AccountId, Caller, Cents, Email, Role, UserId};
use crate::security::tokens::{Purpose, TokenHash};
use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;

/// A user who may log in.
pub struct Known {
    pub id: UserId,
    pub password_hash: String,
    pub is_locked: bool,
}

#[derive(Serialize)]
pub struct Account {
    pub id: AccountId,
    pub cents: Cents,
}

impl Store {
    pub async fn find_user(&self, email: Email) -> Result<Option<Known>, StoreError> {
        self.run(move |db| {
            let query = "SELECT id, password, locked_until > ?2 FROM users WHERE email = ?1";
            let found = db.query_row(query, params![email.as_str(), now()], |row| {
                Ok(Known {
                    id: row.get(0)?,
                    password_hash: row.get(1)?,
                    is_locked: row.get(2)?,
                })
            });
            Ok(found.optional()?)
        })
        .await
    }

    /// A user as the bank's own staff makes them, with money.
    pub async fn add_sample_user(
        &self,
        email: Email,
        password_hash: String,
        role: Role,
        cents: Cents,
    ) -> Result<(), StoreError> {
        self.transact(move |db| {
            let role = match role {
                Role::Customer => "customer",
                Role::Admin => "admin",
            };
            let insert =
                "INSERT INTO users (email, password, role) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING RETURNING id";
            let user = db
                .query_row(insert, params![email.as_str(), password_hash, role], |row| row.get(0))
                .optional()?;
            if let Some(user) = user {
                open_account(db, user, cents)?;
            }
            Ok(())
        })
        .await
    }

    /// Counts a wrong password. Says whether that locked the user. Waits for its turn to write also if there is no user, or
    /// one who is locked: how busy the database is must not tell who is a customer.
    pub async fn note_wrong_password(
        &self,
        user: Option<UserId>,
        limit: u32,
        lock_seconds: u32,
    ) -> Result<bool, StoreError> {
        self.transact(move |db| {
            let count = "UPDATE users SET wrong_passwords = wrong_passwords + 1
                         WHERE id = ?1 AND locked_until <= ?2 RETURNING wrong_passwords";
            let wrong: Option<u32> = db.query_row(count, params![user, now()], |row| row.get(0)).optional()?;
            let locks = wrong.is_some_and(|wrong| wrong >= limit);
            if locks {
                db.execute(
                    "UPDATE users SET wrong_passwords = 0, locked_until = ?2 WHERE id = ?1",
                    params![user, now() + i64::from(lock_seconds)],
                )?;
            }
            Ok(locks)
        })
        .await
    }

    /// Opens a session for a user whose password was right; not if it was changed, or the user locked, while it was checked.
    pub async fn let_in(&self, user: UserId, password_hash: String, token: TokenHash) -> Result<bool, StoreError> {
        self.transact(move |db| {
            let let_in = db.execute(
                "UPDATE users SET wrong_passwords = 0 WHERE id = ?1 AND password = ?2 AND locked_until <= ?3",
                params![user, password_hash, now()],
            )? == 1;
            if let_in {
                tokens::keep(db, &token, Purpose::Session, user)?;
            }
            Ok(let_in)
        })
        .await
    }

    pub async fn accounts_of(&self, caller: Caller) -> Result<Vec<Account>, StoreError> {
        self.run(move |db| {
            let mut query = db.prepare_cached("SELECT id, cents FROM accounts WHERE owner = ?1 ORDER BY id")?;
            let rows = query.query_map([caller.user], |row| {
                Ok(Account {
                    id: row.get(0)?,
                    cents: row.get(1)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

pub(super) fn open_account(db: &rusqlite::Connection, owner: UserId, cents: Cents) -> Result<(), StoreError> {
    db.execute("INSERT INTO accounts (owner, cents) VALUES (?1, ?2)", [owner, cents])?;
    Ok(())
}
