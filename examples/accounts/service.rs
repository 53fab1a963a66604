//! The service as a whole: the boundary around the routes, the worker beside them, and an end that loses nothing.

use crate::domain::{Email, Role};
use crate::http::{self, Bank};
use crate::jobs::{Gateway, Mailbox, Worker, sandbox};
use crate::security::limits::Limits;
use crate::security::passwords::{self, Passwords};
use crate::security::tokens;
use crate::settings::Settings;
use crate::store::{Locking, Store, StoreError};
#[cfg(feature = "dev-details")]
use axum::extract::ConnectInfo;
use secure_error::layers::SecureTimingLayer;
use secure_error::mask::{self, FingerprintKey, FingerprintKeyError};
use secure_error::render::Html;
use secure_error::work::TaskFailed;
use secure_error::{Fault, PanicHook, ResultExt as _, SecureErrorLayer, spawn_reported};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How often those who have not tried to log in for a while are forgotten.
const FORGETTING: Duration = Duration::from_secs(60);
/// How long requests and the job that runs have until their end, when the service stops. Longer than any of them takes; a
/// client that is still sending a request then is slow on purpose.
const GRACE: Duration = Duration::from_secs(20);

/// Why the service could not start, or did not end well. For the operator who starts it.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("cannot open the database: {0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("cannot prepare the passwords: {0}")]
    Passwords(#[from] passwords::Error),
    #[cfg(not(feature = "dev-details"))]
    #[error("--development needs a program built with `--features dev-details`")]
    NoDevelopment,
    #[error("the fingerprint key: {0}")]
    FingerprintKey(#[from] FingerprintKeyError),
    #[error("a task of the service broke down")]
    Task(#[from] tokio::task::JoinError),
    #[error("{0}")]
    TaskFailed(#[from] TaskFailed),
    #[error("the demonstration cannot make its requests: {0}")]
    Client(#[from] Box<ureq::Error>),
}

pub struct Service {
    address: SocketAddr,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<Result<(), TaskFailed>>>,
    /// The database of a demonstration; it goes away in the end.
    _folder: Option<TempDir>,
}

impl Service {
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        PanicHook::install_quiet();
        set_fingerprint_key(settings.fingerprint_key.as_deref())?;
        let folder = match settings.database {
            Some(_) => None,
            None => Some(tempfile::tempdir()?),
        };
        let database = match (&settings.database, &folder) {
            (Some(path), _) => path.clone(),
            (None, Some(folder)) => folder.path().join("bank.sqlite"),
            (None, None) => PathBuf::from("bank.sqlite"),
        };
        let store = Store::open(&database)?;
        let passwords = Passwords::new(settings.login_queue)?;
        let (password_of_nobody, _) = tokens::new();
        store.add_nobody(passwords.hash(password_of_nobody).await?).await?;
        if settings.sample_customers || folder.is_some() {
            add_sample_customers(&store, &passwords).await?;
        }
        let interrupted = store.close_interrupted_attempts().await?;
        if interrupted > 0 {
            tracing::warn!(interrupted, "attempts were cut short when the service ended");
        }

        let stop = CancellationToken::new();
        let worker = Worker {
            store: store.clone(),
            gateway: Gateway::new(match settings.gateway {
                Some(url) => url,
                None => sandbox::start().await?,
            }),
            mailbox: Mailbox::open(database.with_extension("mail"))?,
        };
        let bank = Arc::new(Bank {
            store,
            passwords,
            limits: Limits::per_minute(
                settings.tries_per_minute,
                settings
                    .tries_per_minute
                    .saturating_mul(std::num::NonZeroU32::MIN.saturating_add(9)),
            ),
            uniform_time: SecureTimingLayer::new(settings.login_quantum),
            locking: Locking {
                wrong_passwords: settings.wrong_passwords,
                seconds: settings.lock_seconds,
            },
        });
        let listener = TcpListener::bind(settings.listen).await?;
        let address = listener.local_addr()?;

        let boundary = with_development_details(SecureErrorLayer::new().offer(Html), settings.development)?;
        // Last, so that it is around everything, the routes that do not exist included.
        let service = http::router(Arc::clone(&bank))
            .layer(boundary)
            .into_make_service_with_connect_info::<SocketAddr>();
        let (until, until_forgotten) = (stop.clone(), stop.clone());
        let server = async move {
            axum::serve(listener, service)
                .with_graceful_shutdown(until.cancelled_owned())
                .await
        };
        let tasks = vec![
            part("server", &stop, async { server.await.or_internal() }),
            part("worker", &stop, worker.run(stop.clone())),
            part("forgetting", &stop, async {
                forget(bank, until_forgotten).await;
                Ok::<_, Fault>(())
            }),
        ];
        Ok(Self {
            address,
            stop,
            tasks,
            _folder: folder,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Runs until Ctrl-C or SIGTERM, or until a part of it breaks down: a bank that takes orders and works none off is worse
    /// than none, and whatever runs services starts it again.
    pub async fn stopped_by_signal(self) -> Result<(), StartError> {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => (),
            () = self.stop.cancelled() => (),
        }
        self.stop().await
    }

    /// Takes no more requests, finishes those that are there, and the job that runs.
    pub async fn stop(mut self) -> Result<(), StartError> {
        self.stop.cancel();
        let tasks = &mut self.tasks;
        let ended = tokio::time::timeout(GRACE, async {
            let mut failed = None;
            for task in tasks {
                failed = failed.or(task.await?.err());
            }
            failed.map_or(Ok(()), |failed| Err(failed.into()))
        });
        ended.await.unwrap_or_else(|_| {
            tracing::warn!("clients who had not ended their requests were cut off");
            Ok(())
        })
    }
}

/// Runs as long as the others do: whichever ends first, by a panic too, ends the service.
fn part<E: Into<Fault>>(
    name: &'static str,
    stop: &CancellationToken,
    run: impl Future<Output = Result<(), E>> + Send + 'static,
) -> JoinHandle<Result<(), TaskFailed>> {
    let end = stop.clone().drop_guard();
    spawn_reported(name, async move {
        let _end = end;
        run.await.map_err(Into::into)
    })
}

/// Without a key of its own a run takes a random one: its fingerprints can be compared with each other only.
fn set_fingerprint_key(file: Option<&Path>) -> Result<(), StartError> {
    let key = match file {
        Some(file) => FingerprintKey::new("k1", std::fs::read(file)?)?,
        None => FingerprintKey::new("run", tokens::random::<32>())?,
    };
    Ok(mask::set_fingerprint_keys(key, None)?)
}

/// Only in a program that was built for it, and asked for it.
#[cfg(feature = "dev-details")]
fn with_development_details(boundary: SecureErrorLayer, wanted: bool) -> Result<SecureErrorLayer, StartError> {
    let peer = |extensions: &axum::http::Extensions| Some(extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip());
    Ok(match wanted {
        true => boundary.dev_details(secure_error::layers::DevDetails::for_local_development().peer(peer)),
        false => boundary,
    })
}

#[cfg(not(feature = "dev-details"))]
fn with_development_details(boundary: SecureErrorLayer, wanted: bool) -> Result<SecureErrorLayer, StartError> {
    match wanted {
        true => Err(StartError::NoDevelopment),
        false => Ok(boundary),
    }
}

async fn forget(bank: Arc<Bank>, stop: CancellationToken) {
    while tokio::time::timeout(FORGETTING, stop.cancelled()).await.is_err() {
        bank.limits.forget();
    }
}

async fn add_sample_customers(store: &Store, passwords: &Passwords) -> Result<(), StartError> {
    for (email, password, role, cents) in [
        ("alice@example.com", "correct horse battery", Role::Customer, 12_000),
        ("bob@example.com", "staple of batteries", Role::Customer, 300),
        ("admin@bank.example", "open the office now", Role::Admin, 0),
    ] {
        let hash = passwords.hash(password.to_owned().into()).await?;
        if let Some(email) = Email::parse(email) {
            store.add_sample_user(email, hash, role, cents).await?;
        }
    }
    Ok(())
}
