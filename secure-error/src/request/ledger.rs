//! The failures of a request, until one of them is sent.
//!
//! Code that turns an error into a response *enters* it: the issued response, and its record, which is formatted but not yet
//! written. The boundary *sends* entries: it issues the response again from the entry, so that it cannot have been modified,
//! and writes the record of what it sends. A request that finally succeeds leaves no record.
//!
//! Without a boundary, the record is written when the response is created.
#![cfg_attr(not(feature = "tower"), allow(dead_code, reason = "only a boundary sends"))]

use super::id::RequestId;
use super::names::Names;
#[cfg(feature = "dev-details")]
use crate::text::node::Node;
use http::{Extensions, HeaderMap, HeaderValue, StatusCode};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many failures of one request are kept. Beyond that the oldest is dropped: a response that carries its own entry does
/// not need the ledger.
const MOST: usize = 1024;

/// The response to one failure, in any protocol.
#[derive(Debug, Clone)]
pub(crate) struct Issued {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Why the requested format could not be used.
    pub(crate) failed_format: Option<&'static str>,
}

impl Issued {
    /// A failure without a response.
    pub(crate) fn nothing(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Vec::new(),
            failed_format: None,
        }
    }

    /// The same with this ID.
    fn named(&self, old: &RequestId, new: &RequestId) -> Cow<'_, Self> {
        if old == new {
            return Cow::Borrowed(self);
        }
        let mut headers = self.headers.clone();
        for value in headers.values_mut() {
            if let Cow::Owned(bytes) = replaced(value.as_bytes(), old, new) {
                *value = HeaderValue::from_bytes(&bytes).unwrap_or_else(|_| HeaderValue::from_static(""));
            }
        }
        Cow::Owned(Self {
            status: self.status,
            headers,
            body: replaced(&self.body, old, new).into_owned(),
            failed_format: self.failed_format,
        })
    }
}

/// How the response of an entry is issued again, with any ID.
pub(crate) enum Source {
    /// It was rendered once, and is copied.
    Copy(Issued),
    /// The same, and the framework keeps nothing of it but the bytes of its body.
    #[cfg(any(feature = "dioxus", feature = "leptos"))]
    Bytes(Issued),
    /// It has no values and is rendered again, which costs no more and needs no copy of most responses.
    Again(Box<dyn Fn(&RequestId) -> Issued + Send + Sync>),
}

impl Source {
    /// The response, if it was kept.
    const fn kept(&self) -> Option<&Issued> {
        match self {
            Self::Copy(issued) => Some(issued),
            #[cfg(any(feature = "dioxus", feature = "leptos"))]
            Self::Bytes(issued) => Some(issued),
            Self::Again(_) => None,
        }
    }

    /// The body, if the framework keeps nothing else.
    #[cfg(any(feature = "dioxus", feature = "leptos"))]
    fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(issued) => Some(&issued.body),
            Self::Copy(_) | Self::Again(_) => None,
        }
    }
}

/// Replaces an ID where it stands as a word of its own.
fn replaced<'a>(text: &'a [u8], old: &RequestId, new: &RequestId) -> Cow<'a, [u8]> {
    let (old, new) = (old.as_bytes(), new.as_bytes());
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| super::id::is_allowed(*byte));
    let mut out = Vec::new();
    let (mut rest, mut before) = (text, None);
    while let Some((first, tail)) = rest.split_first() {
        match rest.strip_prefix(old) {
            Some(after) if !is_part(before) && !is_part(after.first()) => {
                out.extend_from_slice(new);
                (rest, before) = (after, old.last());
            }
            _ => {
                out.push(*first);
                (rest, before) = (tail, Some(first));
            }
        }
    }
    if out == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(out)
    }
}

/// The record of a failure, formatted when it arose.
pub(crate) trait Record: Send + Sync {
    /// Writes it to the log.
    fn write(&self, sent: &Sent<'_>);

    /// The code that the client sees.
    fn code(&self) -> &'static str;

    /// The record as data, for a response with development details.
    #[cfg(feature = "dev-details")]
    fn details(&self) -> Option<Node<'_>> {
        None
    }

    /// The text of the failure.
    fn message(&self) -> Option<&str> {
        None
    }
}

/// What a record says about the response that was sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent<'a> {
    /// The request that it responds to, if that is known.
    pub(crate) to: Option<&'a Names>,
    pub(crate) id: RequestId,
    pub(crate) status: StatusCode,
    /// Why the requested format could not be used.
    pub(crate) failed_format: Option<&'static str>,
    /// The ID with which the response was created for another request.
    pub(crate) made_for: Option<RequestId>,
}

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A response, or a part of one.
    Response,
    /// The constant response that replaces a foreign one.
    Sealed,
    /// An error of another crate that becomes a response by itself.
    Foreign,
    /// The error of a service, which has no response.
    ServiceError,
    /// A panic that the application has caught.
    Panic {
        /// It is not recorded elsewhere: it has a record even if the request succeeds.
        must_be_told: bool,
    },
    /// A task of the request has failed. It has a record even if the request succeeds, unless another record includes it.
    #[cfg(feature = "tokio")]
    Task {
        /// The request waits for it: the response may have been made of the failure.
        is_awaited: bool,
    },
}

impl Kind {
    /// Whether it has a record even if the request succeeds.
    const fn must_be_told(self) -> bool {
        match self {
            Self::Panic { must_be_told } => must_be_told,
            #[cfg(feature = "tokio")]
            Self::Task { .. } => true,
            Self::Response | Self::Sealed | Self::Foreign | Self::ServiceError => false,
        }
    }

    /// Whether a response of another crate with the same status may have been made of it.
    const fn may_be_a_response(self) -> bool {
        match self {
            #[cfg(feature = "tokio")]
            Self::Task { is_awaited } => is_awaited,
            _ => true,
        }
    }

    /// Whether another record may include it.
    const fn is_beside(self) -> bool {
        match self {
            #[cfg(feature = "tokio")]
            Self::Task { .. } => true,
            _ => false,
        }
    }
}

/// One failure of a request.
pub(crate) struct Entry {
    kind: Kind,
    /// Under which it was issued.
    id: RequestId,
    status: StatusCode,
    source: Source,
    /// `None` for a response that the application rendered without a report.
    record: Option<Arc<dyn Record>>,
    state: Mutex<State>,
}

/// The state of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It waits in the ledger of its request.
    Open,
    /// It was created without a boundary, and its record was written then.
    Written,
    /// A boundary has sent it under this id, to a client that called the request by the other.
    Sent(RequestId, Option<RequestId>),
    /// Its record is that of another entry.
    Taken,
}

impl Entry {
    pub(crate) fn new(kind: Kind, id: RequestId, issued: Issued, record: Option<Arc<dyn Record>>) -> Self {
        Self::of(kind, id, issued.status, Source::Copy(issued), record)
    }

    /// A failure whose response is not ours.
    pub(crate) fn of_record(id: RequestId, status: StatusCode, record: Arc<dyn Record>) -> Self {
        Self::new(Kind::Foreign, id, Issued::nothing(status), Some(record))
    }

    pub(crate) fn of(
        kind: Kind,
        id: RequestId,
        status: StatusCode,
        source: Source,
        record: Option<Arc<dyn Record>>,
    ) -> Self {
        Self {
            kind,
            id,
            status,
            source,
            record,
            state: Mutex::new(State::Open),
        }
    }

    /// The same failure, sent or not, in what another protocol carries it with.
    #[cfg(feature = "rmcp")]
    pub(crate) fn in_form(&self, issued: Issued) -> Self {
        Self {
            kind: self.kind,
            id: self.id,
            status: issued.status,
            source: Source::Copy(issued),
            record: self.record.clone(),
            state: Mutex::new(*self.state()),
        }
    }

    #[cfg(any(feature = "lambda-http", feature = "rocket", feature = "tonic"))]
    pub(crate) const fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) const fn id(&self) -> RequestId {
        self.id
    }

    pub(crate) const fn status(&self) -> StatusCode {
        self.status
    }

    /// The issued response, with this ID.
    pub(crate) fn issued(&self, id: &RequestId) -> Cow<'_, Issued> {
        match &self.source {
            Source::Again(render) => Cow::Owned(render(id)),
            Source::Copy(issued) => issued.named(&self.id, id),
            #[cfg(any(feature = "dioxus", feature = "leptos"))]
            Source::Bytes(issued) => issued.named(&self.id, id),
        }
    }

    pub(crate) fn record(&self) -> Option<&Arc<dyn Record>> {
        self.record.as_ref()
    }

    /// Whether it waits to be sent.
    pub(crate) fn is_open(&self) -> bool {
        *self.state() == State::Open
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For a boundary that cannot send it with its own ID: it is sent, and recorded, like that of another request.
    #[cfg(feature = "dropshot")]
    pub(crate) fn reopen(&self) {
        *self.state() = State::Open;
    }

    /// Its record, for another entry that stands for the same failure.
    fn take(&self) -> Option<Arc<dyn Record>> {
        *self.state() = State::Taken;
        self.record.clone()
    }

    /// Its record, if its response now has another status, and another entry stands for the failure.
    pub(crate) fn take_unless(&self, status: StatusCode) -> Option<Arc<dyn Record>> {
        (self.record.is_some() && self.status != status)
            .then(|| self.take())
            .flatten()
    }

    /// Sends it as the response to a request, or as a part of that, and writes its record unless that was written before.
    /// Returns the id that the client gets.
    pub(crate) fn send(&self, to: &Names) -> RequestId {
        let (own, named) = (to.request_id, to.client_request_id);
        let (id, is_recorded) = {
            let mut state = self.state();
            let (id, is_recorded) = match *state {
                // Created in another task, without a request scope: body, log and header have that ID.
                State::Written => (self.id, true),
                // A boundary inside this one, in another task, has sent it for the same request.
                State::Sent(id, Some(named)) if named == own && id != own => (id, true),
                State::Open | State::Sent(..) | State::Taken => (own, false),
            };
            *state = State::Sent(id, named);
            (id, is_recorded)
        };
        if !is_recorded {
            self.write(Some(to), id);
        }
        id
    }

    /// Writes its record where there is no boundary that would send it.
    pub(super) fn write_now(&self, to: Option<&Names>) {
        *self.state() = State::Written;
        self.write(to, self.id);
    }

    fn write(&self, to: Option<&Names>, id: RequestId) {
        if let Some(record) = &self.record {
            record.write(&Sent {
                to,
                id,
                status: self.status,
                failed_format: self.source.kept().and_then(|issued| issued.failed_format),
                made_for: (id != self.id).then_some(self.id),
            });
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("kind", &self.kind)
            .field("id", &self.id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// In the extensions of a response: its entry. Clients never see it, and other code cannot create one.
#[derive(Debug, Clone)]
pub(crate) struct Mark(pub(crate) Arc<Entry>);

impl Mark {
    pub(crate) fn of(extensions: &Extensions) -> Option<Arc<Entry>> {
        extensions.get().map(|Self(entry)| Arc::clone(entry))
    }
}

/// Returns the oldest entry if there are too many.
fn push(entries: &mut VecDeque<Arc<Entry>>, entry: Arc<Entry>) -> Option<Arc<Entry>> {
    entries.push_back(entry);
    (entries.len() > MOST).then(|| entries.pop_front()).flatten()
}

/// The failures of one request, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Mutex<VecDeque<Arc<Entry>>>,
    /// The application has logged a report itself.
    reported: AtomicBool,
    /// The response was sent.
    is_sent: AtomicBool,
}

impl Ledger {
    pub(crate) fn enter(&self, entry: Arc<Entry>) {
        let forgotten = push(&mut self.entries(), entry);
        // After the lock.
        drop(forgotten);
    }

    /// Enters what has failed beside the request, if its response was not sent yet.
    #[cfg(feature = "tokio")]
    pub(crate) fn enter_beside(&self, entry: Arc<Entry>) {
        let forgotten = {
            let mut entries = self.entries();
            if self.is_sent.load(Ordering::Relaxed) {
                Some(entry)
            } else {
                push(&mut entries, entry)
            }
        };
        // After the lock.
        drop(forgotten);
    }

    /// Enters what was entered before, maybe for another request.
    #[cfg(any(feature = "async-graphql", feature = "dioxus", feature = "leptos"))]
    pub(crate) fn enter_again(&self, entry: &Arc<Entry>) {
        if self.find(|known| std::ptr::eq(known, Arc::as_ptr(entry))).is_none() {
            self.enter(Arc::clone(entry));
        }
    }

    /// Forgets everything, because what comes next is another response.
    #[cfg(any(feature = "async-graphql", feature = "juniper"))]
    pub(crate) fn clear(&self) {
        let forgotten = std::mem::take(&mut *self.entries());
        // After the lock.
        drop(forgotten);
    }

    /// The newest entry like this.
    pub(crate) fn find(&self, is_it: impl Fn(&Entry) -> bool) -> Option<Arc<Entry>> {
        self.entries().iter().rev().find(|entry| is_it(entry)).cloned()
    }

    /// The newest response like this of which the framework keeps only the bytes of its body.
    #[cfg(any(feature = "dioxus", feature = "leptos"))]
    pub(crate) fn find_bytes(&self, is_it: impl Fn(&[u8]) -> bool) -> Option<Arc<Entry>> {
        self.find(|entry| entry.source.bytes().is_some_and(&is_it))
    }

    /// The length of the longest of those bodies, in bytes.
    #[cfg(any(feature = "dioxus", feature = "leptos"))]
    pub(crate) fn longest_bytes(&self) -> Option<usize> {
        let entries = self.entries();
        entries
            .iter()
            .filter_map(|entry| entry.source.bytes().map(<[u8]>::len))
            .max()
    }

    /// The newest response that waits to be sent.
    #[cfg(any(feature = "dropshot", feature = "rocket"))]
    pub(crate) fn last_response(&self) -> Option<Arc<Entry>> {
        self.find(|entry| entry.kind == Kind::Response && entry.is_open())
    }

    /// The record of the newest failure with this status that was not sent. Middleware has rebuilt its response.
    pub(crate) fn take(&self, status: StatusCode) -> Option<Arc<dyn Record>> {
        self.take_by(|entry| entry.status == status)
    }

    /// The same for a protocol with statuses of its own.
    pub(crate) fn take_by(&self, has_status: impl Fn(&Entry) -> bool) -> Option<Arc<dyn Record>> {
        let entry = self.find(|entry| {
            entry.record.is_some() && entry.kind.may_be_a_response() && entry.is_open() && has_status(entry)
        })?;
        entry.take()
    }

    /// The record of a service error with the same text, which an inner boundary has entered.
    pub(crate) fn take_service_error(&self, message: Option<&str>) -> Option<Arc<dyn Record>> {
        let says_it = |entry: &Entry| entry.record.as_ref().is_some_and(|record| record.message() == message);
        let entry = self.find(|entry| entry.kind == Kind::ServiceError && entry.is_open() && says_it(entry))?;
        entry.take()
    }

    /// The codes of the failures that were not sent, newest first; `None` if there are none.
    pub(crate) fn earlier(&self) -> Option<String> {
        const NAMED: usize = 4;
        let entries = self.entries();
        let open = entries.iter().rev().filter(|entry| entry.is_open());
        let codes: Vec<_> = open
            .filter_map(|entry| Some(entry.record.as_ref()?.code()))
            .take(NAMED)
            .collect();
        (!codes.is_empty()).then(|| codes.join(", "))
    }

    /// Whether the application has caught a panic that was not sent.
    pub(crate) fn has_panic(&self) -> bool {
        let is_panic = |entry: &Entry| matches!(entry.kind, Kind::Panic { .. }) && entry.is_open();
        self.find(is_panic).is_some()
    }

    /// Writes the record of every panic that the application has caught, and of every task that has failed, unless another
    /// record includes it. The response was sent.
    pub(crate) fn tell_panics(&self, to: &Names) {
        self.write_all(to, Kind::must_be_told);
    }

    /// Writes what there is, for a request that ends without a response.
    pub(crate) fn write_open(&self, to: &Names) {
        self.write_all(to, |_| true);
    }

    fn write_all(&self, to: &Names, of_kind: impl Fn(Kind) -> bool) {
        let mut open: Vec<_> = {
            let entries = self.entries();
            self.is_sent.store(true, Ordering::Relaxed);
            entries
                .iter()
                .filter(|entry| of_kind(entry.kind) && entry.is_open())
                .cloned()
                .collect()
        };
        open.sort_by_key(|entry| entry.kind.is_beside());
        for entry in open {
            entry.send(to);
        }
    }

    pub(crate) fn note_report(&self) {
        self.reported.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_report(&self) -> bool {
        self.reported.load(Ordering::Relaxed)
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Arc<Entry>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
