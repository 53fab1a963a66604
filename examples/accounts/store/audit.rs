//! Who tried what, and what became of it.
//!
//! Written outside of the transaction that it is about, before and after: an attempt that is rolled back is still there.

use super::{Store, StoreError, now};
use crate::domain::UserId;
use rusqlite::params;
use secure_error::RequestId;

/// An attempt whose outcome is not known yet. After a crash that is all there is: `started`.
#[must_use]
pub struct Attempt(i64);

impl Store {
    pub async fn begin_attempt(
        &self,
        caller: UserId,
        action: &'static str,
        reference: String,
        request: Option<RequestId>,
    ) -> Result<Attempt, StoreError> {
        self.run(move |db| {
            db.execute(
                "INSERT INTO audit (at, caller, action, reference, outcome, request_id)
                 VALUES (?1, ?2, ?3, ?4, 'started', ?5)",
                params![
                    now(),
                    caller,
                    action,
                    reference,
                    request.as_ref().map(RequestId::as_str)
                ],
            )?;
            Ok(Attempt(db.last_insert_rowid()))
        })
        .await
    }

    /// The outcome is `done`, or the code of the error.
    pub async fn end_attempt(&self, attempt: Attempt, outcome: &'static str) -> Result<(), StoreError> {
        self.run(move |db| {
            db.execute(
                "UPDATE audit SET outcome = ?2 WHERE id = ?1",
                params![attempt.0, outcome],
            )?;
            Ok(())
        })
        .await
    }

    /// Attempts that a crash cut short. What is stored was made, whatever the client learned.
    pub async fn close_interrupted_attempts(&self) -> Result<usize, StoreError> {
        self.transact(|db| {
            db.execute(
                "UPDATE audit SET outcome = 'done' WHERE outcome = 'started' AND action = 'transfer' AND EXISTS
                 (SELECT 1 FROM transfers WHERE transfers.caller = audit.caller AND transfers.reference = audit.reference)",
                [],
            )?;
            db.execute(
                "UPDATE audit SET outcome = 'done' WHERE outcome = 'started' AND action = 'payout' AND EXISTS
                 (SELECT 1 FROM payouts JOIN accounts ON accounts.id = payouts.account
                  WHERE accounts.owner = audit.caller AND payouts.reference = audit.reference)",
                [],
            )?;
            Ok(db.execute("UPDATE audit SET outcome = 'interrupted' WHERE outcome = 'started'", [])?)
        })
        .await
    }

    /// The latest attempts, for the bank's staff.
    pub async fn attempts(&self, limit: u32) -> Result<Vec<(UserId, String, String, String)>, StoreError> {
        self.run(move |db| {
            let mut query =
                db.prepare("SELECT caller, action, reference, outcome FROM audit ORDER BY id DESC LIMIT ?1")?;
            let rows = query.query_map([limit], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}
