//! Work for later. A job is stored with the change that asks for it, so neither is there without the other.

use super::{Store, StoreError, now};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use secure_error::RequestId;
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Debug, Serialize, Deserialize)]
pub enum Job {
    Mail(Mail),
    Payout(i64),
    /// Costs what a mail costs, and does nothing: a client must not notice that an address has no account.
    Nothing,
    /// What is stored cannot be read: by an older program, or damaged. It must not keep the others waiting.
    #[serde(skip)]
    Unreadable,
}

impl Job {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Payout(_) => "payout",
            Self::Nothing => "nothing",
            Self::Unreadable => "unreadable",
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

/// Inside the transaction of the caller.
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

    /// The next job that is due, which no other caller gets then. Mails first: they never wait for a slow gateway.
    pub async fn claim(&self) -> Result<Option<Claimed>, StoreError> {
        self.transact(|db| {
            let next = "UPDATE jobs SET state = 'running', attempts = attempts + 1
                        WHERE id = (SELECT id FROM jobs WHERE state = 'queued' AND due <= ?1
                                    ORDER BY kind = 'payout', due, id LIMIT 1)
                        RETURNING id, payload, attempts, request_id";
            Ok(db.query_row(next, [now()], claimed).optional()?)
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
    /// is not known. Gives the latter; until they are given up they stay as they are, should the program end again.
    pub async fn recover_jobs(&self) -> Result<Vec<Claimed>, StoreError> {
        self.transact(|db| {
            db.execute(
                "UPDATE jobs SET state = 'queued' WHERE state = 'running' AND kind <> 'payout'",
                [],
            )?;
            let mut query =
                db.prepare("SELECT id, payload, attempts, request_id FROM jobs WHERE state = 'running' ORDER BY id")?;
            let rows = query.query_map([], claimed)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Of `id, payload, attempts, request_id`.
fn claimed(row: &Row<'_>) -> rusqlite::Result<Claimed> {
    let (payload, request): (String, Option<String>) = (row.get(1)?, row.get(3)?);
    Ok(Claimed {
        id: row.get(0)?,
        job: serde_json::from_str(&payload).unwrap_or(Job::Unreadable),
        attempts: row.get(2)?,
        request: request.and_then(|id| RequestId::parse(&id).ok()),
    })
}
