//! How often a client may try, per address that is tried and per peer that tries.
//!
//! An address is limited whether it has an account or not, so the limit reveals nothing.

use crate::domain::Email;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

pub struct Limits {
    emails: DefaultKeyedRateLimiter<Email>,
    peers: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

/// Too many tries.
pub struct Limited {
    pub wait: Duration,
    /// `email` or `peer`.
    pub by: &'static str,
}

impl Limits {
    pub fn per_minute(email: NonZeroU32, peer: NonZeroU32) -> Self {
        Self {
            emails: RateLimiter::keyed(Quota::per_minute(email)),
            peers: RateLimiter::keyed(Quota::per_minute(peer)),
            clock: DefaultClock::default(),
        }
    }

    pub fn check(&self, email: &Email, peer: IpAddr) -> Result<(), Limited> {
        self.check_peer(peer)?;
        self.one(&self.emails, email, "email")
    }

    /// Where no address is tried.
    pub fn check_peer(&self, peer: IpAddr) -> Result<(), Limited> {
        self.one(&self.peers, &network(peer), "peer")
    }

    fn one<K: Hash + Eq + Clone>(
        &self,
        limiter: &DefaultKeyedRateLimiter<K>,
        key: &K,
        by: &'static str,
    ) -> Result<(), Limited> {
        limiter.check_key(key).map_err(|not_until| Limited {
            // Whole seconds, and not too few: exact times would reveal when others have tried.
            wait: Duration::from_secs(not_until.wait_time_from(self.clock.now()).as_secs() + 1),
            by,
        })
    }

    /// Forgets those who have not tried for a while.
    pub fn forget(&self) {
        self.emails.retain_recent();
        self.peers.retain_recent();
    }
}

/// A client that has one IPv6 address has 2^64 of them.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}
