//! Works off the queue. What becomes of a job that failed follows from one thing: whether trying again can help.

use super::{Gateway, Mailbox};
use crate::domain::PayoutState;
use crate::errors::JobFailed;
use crate::store::{Claimed, Job, Mail, Store, StoreError};
use secure_error::{Retry, SecureError as _};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the queue is looked at if there is nothing to do.
const PAUSE: Duration = Duration::from_millis(100);
/// How often a job is begun at most.
const ATTEMPTS: u32 = 5;

pub struct Worker {
    pub store: Store,
    pub gateway: Gateway,
    pub mailbox: Mailbox,
}

impl Worker {
    /// Ends between two jobs, never within one.
    pub async fn run(self, stop: CancellationToken) -> Result<(), JobFailed> {
        for job in self.store.recover_jobs().await? {
            self.give_up(&job, &JobFailed::Interrupted).await?;
        }
        while !stop.is_cancelled() {
            match self.store.claim().await {
                Ok(Some(job)) => self.work(job).await?,
                Ok(None) => {
                    let _ = tokio::time::timeout(PAUSE, stop.cancelled()).await;
                }
                Err(error) => {
                    JobFailed::from(error).report().log();
                    let _ = tokio::time::timeout(PAUSE, stop.cancelled()).await;
                }
            }
        }
        Ok(())
    }

    async fn work(&self, claimed: Claimed) -> Result<(), StoreError> {
        let done = match &claimed.job {
            Job::Mail(mail) => self.mailbox.put(claimed.id, mail).await.map_err(JobFailed::from),
            Job::Payout(id) => self.pay(*id).await,
            Job::Nothing => Ok(()),
        };
        match done {
            Ok(()) => self.store.finish(claimed.id).await,
            Err(error) => match error.retry() {
                Retry::Transient if claimed.attempts < ATTEMPTS => {
                    log(&claimed, &error);
                    self.store.postpone(claimed.id, backoff(&claimed, &error)).await
                }
                _ => self.give_up(&claimed, &error).await,
            },
        }
    }

    async fn pay(&self, id: i64) -> Result<(), JobFailed> {
        let payout = self.store.payout(id).await?;
        let gateway = self.gateway.clone();
        // It blocks its thread.
        let asked = tokio::task::spawn_blocking(move || gateway.pay(payout.id, payout.cents, &payout.card)).await;
        asked??;
        let noted = self.store.end_payout(id, PayoutState::Paid).await;
        noted.map_err(|source| JobFailed::NotNoted { source })
    }

    /// Ends a job that failed for good, or whose outcome nobody knows. An `alert` in the log wakes somebody up.
    async fn give_up(&self, claimed: &Claimed, error: &JobFailed) -> Result<(), StoreError> {
        log(claimed, error);
        let Job::Payout(id) = claimed.job else {
            return self.store.bury(claimed.id, "failed").await;
        };
        let (state, buried) = match error.retry() {
            Retry::UnknownOutcome => (PayoutState::Unknown, "unknown"),
            _ => (PayoutState::Refused, "failed"),
        };
        let owner = self.store.payout(id).await?.owner_email;
        self.store.end_payout(id, state).await?;
        self.store.bury(claimed.id, buried).await?;
        // The customer is told what a client would be.
        let mail = Mail {
            to: owner,
            subject: "Your payout".to_owned(),
            text: error.public_message().into_owned(),
        };
        self.store.enqueue(Job::Mail(mail), claimed.request).await
    }
}

/// Under the id of the request that asked for the job.
fn log(claimed: &Claimed, error: &JobFailed) {
    let report = error.report();
    match &claimed.request {
        Some(id) => report.with_request_id(id).log(),
        None => report.log(),
    }
}

fn backoff(claimed: &Claimed, _error: &JobFailed) -> Duration {
    Duration::from_millis(100 << claimed.attempts.min(6))
}
