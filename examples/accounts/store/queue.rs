//! Work for later. A job is stored with the change that asks for it, so neither is there without the other.

use super::{Store, StoreError, now};
use rusqlite::{Connection, OptionalExtension as _, params};
use secure_error::RequestId;
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Debug, Serialize, Deserialize)]
pub enum Job {
    Mail(Mail),
    Payout(i64),
    /// Costs what a mail costs, and does nothing: whoever asks about an address that nobody has must not notice.
    Nothing,
}

impl Job {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Payout(_) => "payout",
            Self::Nothing => "nothing",
        }
    }
}

#[derive(Serialize, Deserialize)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mail(..)")
    }
}

/// A job that this program is working on.
pub struct Claimed {
    pub id: i64,
    pub job: Job,
    /// How often it was begun, this time included.
    pub attempts: u32,
    /// The request that asked for it.
    pub request: Option<RequestId>,
}

/// Inside of the transaction of whoever needs it.
pub(super) fn enqueue(db: &Connection, job: &Job, request: Option<RequestId>) -> Result<(), StoreError> {
    let payload = serde_json::to_string(job).map_err(|_| StoreError::Damaged("a job that cannot be written"))?;
    db.execute(
        "INSERT INTO jobs (kind, payload, due, request_id) VALUES (?1, ?2, ?3, ?4)",
        params![job.kind(), payload, now(), request.as_ref().map(RequestId::as_str)],
    )?;
    Ok(())
}

impl Store {
    pub async fn enqueue(&self, job: Job, request: Option<RequestId>) -> Result<(), StoreError> {
        self.run(move |db| enqueue(db, &job, request)).await
    }

    /// The next job that is due, which nobody else gets then.
    pub async fn claim(&self) -> Result<Option<Claimed>, StoreError> {
        self.transact(|db| {
            let next = "UPDATE jobs SET state = 'running', attempts = attempts + 1
                        WHERE id = (SELECT id FROM jobs WHERE state = 'queued' AND due <= ?1 ORDER BY due, id LIMIT 1)
                        RETURNING id, payload, attempts, request_id";
            let found = db
                .query_row(next, [now()], |row| {
                    Ok((
                        row.get(0)?,
                        row.get::<_, String>(1)?,
                        row.get(2)?,
                        row.get::<_, Option<String>>(3)?,
                    ))
                })
                .optional()?;
            let Some((id, payload, attempts, request)) = found else {
                return Ok(None);
            };
            let job = serde_json::from_str(&payload).map_err(|_| StoreError::Damaged("a job that cannot be read"))?;
            Ok(Some(Claimed {
                id,
                job,
                attempts,
                request: request.and_then(|id| RequestId::parse(&id).ok()),
            }))
        })
        .await
    }

    /// Nothing is left of a job that is done: mails hold addresses and tokens.
    pub async fn finish(&self, job: i64) -> Result<(), StoreError> {
        self.run(move |db| {
            db.execute("DELETE FROM jobs WHERE id = ?1", [job])?;
            Ok(())
        })
        .await
    }

    pub async fn postpone(&self, job: i64, delay: Duration) -> Result<(), StoreError> {
        // Whole seconds, and never earlier than asked for.
        let seconds = i64::try_from(delay.as_secs()).unwrap_or(i64::MAX).saturating_add(1);
        self.run(move |db| {
            db.execute(
                "UPDATE jobs SET state = 'queued', due = ?2 WHERE id = ?1",
                params![job, now().saturating_add(seconds)],
            )?;
            Ok(())
        })
        .await
    }

    /// Keeps a job for a person to look at.
    pub async fn bury(&self, job: i64, state: &'static str) -> Result<(), StoreError> {
        self.run(move |db| {
            db.execute("UPDATE jobs SET state = ?2 WHERE id = ?1", params![job, state])?;
            Ok(())
        })
        .await
    }

    /// After a crash: what was running then. A mail may be sent twice, so it is queued again; whether a payout was made
    /// is not known. Gives the latter.
    pub async fn recover_jobs(&self) -> Result<Vec<Claimed>, StoreError> {
        self.transact(|db| {
            db.execute(
                "UPDATE jobs SET state = 'queued' WHERE state = 'running' AND kind <> 'payout'",
                [],
            )?;
            let mut query = db.prepare(
                "UPDATE jobs SET state = 'unknown' WHERE state = 'running' RETURNING id, payload, attempts, request_id",
            )?;
            let rows = query.query_map([], |row| {
                Ok((
                    row.get(0)?,
                    row.get::<_, String>(1)?,
                    row.get(2)?,
                    row.get::<_, Option<String>>(3)?,
                ))
            })?;
            let mut claimed = Vec::new();
            for row in rows {
                let (id, payload, attempts, request) = row?;
                let job =
                    serde_json::from_str(&payload).map_err(|_| StoreError::Damaged("a job that cannot be read"))?;
                claimed.push(Claimed {
                    id,
                    job,
                    attempts,
                    request: request.and_then(|id| RequestId::parse(&id).ok()),
                });
            }
            Ok(claimed)
        })
        .await
    }
}
