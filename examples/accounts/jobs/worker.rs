//! Works off the queue. What becomes of a job that failed follows from one thing: whether trying again can help.

use super::{Gateway, Mailbox};
use crate::domain::PayoutState;
use crate::errors::{JobFailed, StorageFailed};
use crate::store::{Claimed, Job, Mail, Store};
use secure_error::work::{Retry, RetryPolicy};
use secure_error::{RequestId, SecureError as _};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the queue is looked at if there is nothing to do.
const PAUSE: Duration = Duration::from_millis(100);
/// What failed for a reason that may pass is done again, after a random and growing time. Nothing else is.
const POLICY: RetryPolicy = RetryPolicy::new().max_attempts(5);

pub struct Worker {
    pub store: Store,
    pub gateway: Gateway,
    pub mailbox: Mailbox,
}

impl Worker {
    /// Ends between two jobs, never within one.
    pub async fn run(self, stop: CancellationToken) -> Result<(), JobFailed> {
        for job in self.interrupted(&stop).await? {
            if let Err(error) = self.give_up(&job, &JobFailed::Interrupted).await {
                log(job.request.as_ref(), &error);
            }
        }
        while !stop.is_cancelled() {
            match self.store.claim().await {
                Ok(Some(job)) => self.work_and_tell(job).await,
                Ok(None) => pause(&stop).await,
                Err(error) => {
                    JobFailed::from(error).report().log();
                    pause(&stop).await;
                }
            }
        }
        Ok(())
    }

    /// What ran when the program ended last. A database that is only busy is asked again.
    async fn interrupted(&self, stop: &CancellationToken) -> Result<Vec<Claimed>, JobFailed> {
        loop {
            match self.store.recover_jobs().await.map_err(JobFailed::from) {
                Err(error) if error.retry() == Retry::Transient && !stop.is_cancelled() => {
                    error.report().log();
                    pause(stop).await;
                }
                done => return done,
            }
        }
    }

    /// What cannot even be noted stays claimed, and is looked at when the service starts again.
    async fn work_and_tell(&self, claimed: Claimed) {
        let request = claimed.request;
        if let Err(error) = self.work(claimed).await {
            log(request.as_ref(), &error);
        }
    }

    async fn work(&self, claimed: Claimed) -> Result<(), JobFailed> {
        let done = match &claimed.job {
            Job::Mail(mail) => self.mailbox.put(claimed.id, mail).await.map_err(JobFailed::from),
            Job::Payout(id) => self.pay(*id).await,
            Job::Nothing => Ok(()),
            Job::Unreadable => Err(JobFailed::Unreadable),
        };
        match done {
            Ok(()) => Ok(self.store.finish(claimed.id).await?),
            Err(error) => match POLICY.wait_after(claimed.attempts, &error) {
                Some(wait) => {
                    log(claimed.request.as_ref(), &error);
                    Ok(self.store.postpone(claimed.id, wait).await?)
                }
                None => self.give_up(&claimed, &error).await,
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
        noted.map_err(|error| JobFailed::NotNoted {
            source: error.map(StorageFailed::from),
        })
    }

    /// Ends a job that failed for good, or whose outcome is unknown. An `alert` in the log pages the person on call.
    async fn give_up(&self, claimed: &Claimed, error: &JobFailed) -> Result<(), JobFailed> {
        log(claimed.request.as_ref(), error);
        let Job::Payout(id) = claimed.job else {
            return Ok(self.store.bury(claimed.id, "failed").await?);
        };
        let (state, buried) = match error.retry() {
            Retry::UnknownOutcome => (PayoutState::Unknown, "unknown"),
            _ => (PayoutState::Refused, "failed"),
        };
        let owner = self.store.payout(id).await?.owner_email;
        let ended = self.store.end_payout(id, state).await;
        ended.map_err(|error| error.map(StorageFailed::from))?;
        self.store.bury(claimed.id, buried).await?;
        // The customer gets the public message, as a client would.
        let mail = Mail {
            to: owner,
            subject: "Your payout".to_owned(),
            text: error.public_message().into_owned(),
        };
        Ok(self.store.enqueue(Job::Mail(mail), claimed.request).await?)
    }
}

/// Under the id of the request that asked for the job.
fn log(request: Option<&RequestId>, error: &JobFailed) {
    let report = error.report();
    match request {
        Some(id) => report.with_request_id(id).log(),
        None => report.log(),
    }
}

async fn pause(stop: &CancellationToken) {
    let _ = tokio::time::timeout(PAUSE, stop.cancelled()).await;
}
