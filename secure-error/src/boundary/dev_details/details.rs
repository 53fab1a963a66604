//! What a program says to have development details.

use super::local;
use super::refusal::{Refusal, Refusals};
use crate::boundary::SecureErrorLayer;
use crate::request::scope::ShowsReports;
use crate::request::unwind::contained;
use http::{Extensions, Request};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Shows the reports of failures to clients on the same machine (feature `dev-details`, debug builds only).
///
/// With [`SecureErrorLayer::dev_details`], an error answer to such a client has in addition what the log has: in JSON as
/// the last member, `development`, in HTML and plain text as a part at the end. It then has the header
/// `x-secure-error-development: 1`. The record in the log is the same. Fields that are sealed stay `[REDACTED]`.
///
/// ```
/// use secure_error::SecureErrorLayer;
/// use secure_error::layers::DevDetails;
/// use std::net::SocketAddr;
/// # #[derive(Clone)] struct ConnectInfo<T>(T); // that of axum
///
/// let details = DevDetails::for_local_development()
///     // For axum, whose `into_make_service_with_connect_info::<SocketAddr>()` puts the address there.
///     .peer(|extensions| Some(extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip()));
/// let layer = SecureErrorLayer::new().dev_details(details);
/// ```
///
/// Let a feature of your own turn `dev-details` on, so that your releases build without it. No environment variable has
/// any part in this.
///
/// # Who sees them
///
/// A request must fit in every one of these ways, else its answer is what it always is:
///
/// - [`peer`](Self::peer) knows the address of the other end, and that is a loopback address.
/// - It has no header with which proxies name a client, such as `Forwarded`, `X-Forwarded-For`, `X-Real-IP` or `Via`.
/// - It names one host, which is `localhost`, a name below that, or a loopback address.
/// - No page of another site made it (`Sec-Fetch-Site`, `Origin`).
///
/// All users of this machine are let in, and a proxy on it that forwards requests of others and hides that is not
/// recognised.
///
/// # If nothing is shown
///
/// The first time that a request does not fit, a warning with the target `secure_error::development` says in which way.
/// Most often the address of the peer is missing. A format of your own shows them if it serialises the
/// [`PublicError`](crate::PublicError). A response that is passed through or made by another task is left as it is.
#[derive(Clone)]
#[must_use]
pub struct DevDetails {
    peer: Arc<Peer>,
    refusals: Arc<Refusals>,
}

type Peer = dyn Fn(&Extensions) -> Option<IpAddr> + Send + Sync;

impl DevDetails {
    /// For a program that a developer runs on the machine at which they sit.
    ///
    /// The address of the peer is taken from a `std::net::SocketAddr` in the extensions of the request, where a server
    /// that you write yourself can put it.
    pub fn for_local_development() -> Self {
        Self {
            peer: Arc::new(|extensions| extensions.get().map(SocketAddr::ip)),
            refusals: Arc::default(),
        }
    }

    /// How the address of the peer is found in the extensions of a request; `None` if it is not there, and then nothing
    /// is shown.
    pub fn peer(mut self, peer: impl Fn(&Extensions) -> Option<IpAddr> + Send + Sync + 'static) -> Self {
        self.peer = Arc::new(peer);
        self
    }

    fn check<B>(&self, request: &Request<B>) -> Result<(), Refusal> {
        let peer = contained(|| (self.peer)(request.extensions())).flatten();
        local::check(request, peer)
    }
}

impl fmt::Debug for DevDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevDetails").finish_non_exhaustive()
    }
}

impl SecureErrorLayer {
    /// Shows reports to clients on this machine, in a debug build, for development only. See [`DevDetails`].
    pub fn dev_details(mut self, details: DevDetails) -> Self {
        self.dev_details = Some(details);
        self
    }
}

/// Opens the third lock for a request, or not. What a boundary around this one has opened stays open.
pub(in crate::boundary) fn unlock<B>(details: Option<&DevDetails>, request: &Request<B>, scope: &mut Extensions) {
    let Some(details) = details else { return };
    match details.check(request) {
        Ok(()) => {
            let refusals = Arc::clone(&details.refusals);
            scope.insert(ShowsReports(Arc::new(move || refusals.note(Refusal::Format))));
        }
        Err(refusal) => details.refusals.note(refusal),
    }
}
