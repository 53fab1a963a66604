//! The opt-in to development details.

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
/// With [`SecureErrorLayer::dev_details`], an error response to such a client also contains the log record: in JSON as the
/// last member, `development`, in HTML and plain text as a section at the end. It then has the header
/// `x-secure-error-development: 1`. The log is not affected. Sealed fields stay `[REDACTED]`.
///
/// ```
/// use secure_error::SecureErrorLayer;
/// use secure_error::layers::DevDetails;
/// use std::net::SocketAddr;
/// # #[derive(Clone)] struct ConnectInfo<T>(T); // axum's
///
/// let details = DevDetails::for_local_development()
///     // For axum, whose `into_make_service_with_connect_info::<SocketAddr>()` stores the address there.
///     .peer(|extensions| Some(extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip()));
/// let layer = SecureErrorLayer::new().dev_details(details);
/// ```
///
/// Enable `dev-details` through a feature of your own, so that your releases build without it. No environment variable
/// affects it.
///
/// # Who sees them
///
/// A request must meet all of these conditions; otherwise its response is the usual one:
///
/// - [`peer`](Self::peer) returns the address of the peer, and that is a loopback address.
/// - It has no header in which proxies name a client, such as `Forwarded`, `X-Forwarded-For`, `X-Real-IP` or `Via`.
/// - It names exactly one host, which is `localhost`, a subdomain of it, or a loopback address.
/// - It does not come from a page of another site (`Sec-Fetch-Site`, `Origin`).
///
/// All users of this machine have access. A local proxy that forwards remote requests without one of these headers is not
/// recognised.
///
/// # If nothing is shown
///
/// The first time that a request does not meet a condition, a warning with the target `secure_error::development` names the
/// condition. Most often the address of the peer is missing. A format of your own gets the details if it is `text/plain`,
/// or JSON with an object at its top level. Other formats are left unchanged, and so are responses that are compressed
/// inside the layer, passed through, or created in another task.
#[derive(Clone)]
#[must_use]
pub struct DevDetails {
    peer: Arc<Peer>,
    refusals: Arc<Refusals>,
}

type Peer = dyn Fn(&Extensions) -> Option<IpAddr> + Send + Sync;

impl DevDetails {
    /// For a program that developers run on their own machine.
    ///
    /// The address of the peer is read from a `std::net::SocketAddr` in the extensions of the request, where a server of
    /// your own can store it.
    pub fn for_local_development() -> Self {
        Self {
            peer: Arc::new(|extensions| extensions.get().map(SocketAddr::ip)),
            refusals: Arc::default(),
        }
    }

    /// Sets how the address of the peer is read from the extensions of a request. If the function returns `None`, nothing is
    /// shown.
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

/// Opens the third lock for a request, or not. A lock that an outer boundary has opened stays open.
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
