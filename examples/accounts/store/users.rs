//! Users and what they own.

use super::{Store, StoreError, now, tokens};
use crate::domain::{AccountId, Caller, Cents, Email, Role, UserId};
use crate::security::tokens::{Purpose, TokenHash};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

/// Stands for every unknown user, so that a login of one is the same work: a row like the others, with a random password
/// and no address.
pub(super) const NOBODY: UserId = 0;

/// The user who may try to log in.
pub struct Known {
    pub is_nobody: bool,
    pub id: UserId,
    pub password_hash: String,
    pub is_locked: bool,
}

/// After how many wrong passwords in a row a user is locked, and for how long.
#[derive(Clone, Copy)]
pub struct Locking {
    pub wrong_passwords: u32,
    pub seconds: u32,
}

#[derive(Serialize)]
pub struct Account {
    pub id: AccountId,
    pub cents: Cents,
}

impl Store {
    /// The user with this address, or `NOBODY`.
    pub async fn find_user(&self, email: Email) -> Result<Known, StoreError> {
        self.run(move |db| {
            let id = user_or_nobody(db, &email)?;
            let query = "SELECT password, locked_until > ?2 FROM users WHERE id = ?1";
            Ok(db.query_row(query, params![id, now()], |row| {
                Ok(Known {
                    is_nobody: id == NOBODY,
                    id,
                    password_hash: row.get(0)?,
                    is_locked: row.get(1)?,
                })
            })?)
        })
        .await
    }

    /// Once, before any user is looked for. The hash is that of a random password.
    pub async fn add_nobody(&self, password_hash: String) -> Result<(), StoreError> {
        self.run(move |db| {
            let insert = "INSERT INTO users (id, email, password) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            db.execute(insert, params![NOBODY, Email::nobody().as_str(), password_hash])?;
            Ok(())
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

    /// Counts a login that failed. Returns whether the user is locked now.
    pub async fn note_failed_login(&self, user: UserId, locking: Locking) -> Result<bool, StoreError> {
        self.transact(move |db| note_failed_login(db, user, locking)).await
    }

    /// Opens a session for a user whose password was right. If it was changed, or the user locked, while it was checked, that
    /// is a login that failed.
    pub async fn let_in(&self, user: Known, token: TokenHash, locking: Locking) -> Result<bool, StoreError> {
        self.transact(move |db| {
            let let_in = db.execute(
                "UPDATE users SET wrong_passwords = 0 WHERE id = ?1 AND password = ?2 AND locked_until <= ?3",
                params![user.id, user.password_hash, now()],
            )? == 1;
            if let_in {
                tokens::keep(db, &token, Purpose::Session, user.id)?;
            } else {
                note_failed_login(db, user.id, locking)?;
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

/// The id of the user with this address, or `NOBODY`.
pub(super) fn user_or_nobody(db: &Connection, email: &Email) -> Result<UserId, StoreError> {
    let found = db.query_row("SELECT id FROM users WHERE email = ?1", [email.as_str()], |row| {
        row.get(0)
    });
    Ok(found.optional()?.unwrap_or(NOBODY))
}

/// Writes one row for every user: how much is written must not reveal who is a customer, nor who is locked. `failed_logins`
/// changes also where nothing else does; SQLite writes no page that stays the same.
fn note_failed_login(db: &Connection, user: UserId, locking: Locking) -> Result<bool, StoreError> {
    let note = "UPDATE users SET
                    failed_logins = failed_logins + 1,
                    wrong_passwords = CASE WHEN locked_until > ?2 THEN wrong_passwords
                                           WHEN wrong_passwords + 1 >= ?3 THEN 0 ELSE wrong_passwords + 1 END,
                    locked_until = iif(locked_until <= ?2 AND wrong_passwords + 1 >= ?3, ?2 + ?4, locked_until)
                WHERE id = ?1 RETURNING locked_until > ?2";
    let limit = locking.wrong_passwords.max(1);
    let noted = db.query_row(note, params![user, now(), limit, locking.seconds], |row| row.get(0));
    Ok(noted?)
}

pub(super) fn open_account(db: &Connection, owner: UserId, cents: Cents) -> Result<(), StoreError> {
    db.execute("INSERT INTO accounts (owner, cents) VALUES (?1, ?2)", [owner, cents])?;
    Ok(())
}
