//! Users and what they own.

use super::{Store, StoreError, now};
use crate::domain::{AccountId, Caller, Cents, Email, Role, UserId};
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

    /// A new user with an empty account; nothing if the address is taken.
    pub async fn add_user(&self, email: Email, password_hash: String) -> Result<Option<UserId>, StoreError> {
        self.transact(move |db| {
            let insert = "INSERT INTO users (email, password) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING id";
            let user = db
                .query_row(insert, params![email.as_str(), password_hash], |row| row.get(0))
                .optional()?;
            if let Some(user) = user {
                open_account(db, user, 0)?;
            }
            Ok(user)
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

    /// Counts a wrong password. Says whether that locked the user.
    pub async fn note_wrong_password(&self, user: UserId, limit: u32, lock_seconds: u32) -> Result<bool, StoreError> {
        self.transact(move |db| {
            let count =
                "UPDATE users SET wrong_passwords = wrong_passwords + 1 WHERE id = ?1 RETURNING wrong_passwords";
            let wrong: u32 = db.query_row(count, [user], |row| row.get(0))?;
            let locks = wrong >= limit;
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

    pub async fn note_right_password(&self, user: UserId) -> Result<(), StoreError> {
        self.run(move |db| {
            db.execute(
                "UPDATE users SET wrong_passwords = 0 WHERE id = ?1 AND wrong_passwords > 0",
                [user],
            )?;
            Ok(())
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

fn open_account(db: &rusqlite::Connection, owner: UserId, cents: Cents) -> Result<(), StoreError> {
    db.execute("INSERT INTO accounts (owner, cents) VALUES (?1, ?2)", [owner, cents])?;
    Ok(())
}
