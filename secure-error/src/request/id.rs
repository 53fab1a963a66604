//! The ID that links a response to its log record.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::SystemTime;

/// The longest accepted request ID, in bytes.
const MAX_LEN: usize = 64;

/// Identifies one request in the response body, in the `x-request-id` header and in the log.
///
/// A request ID is 1 to 64 characters of `A-Z a-z 0-9 . _ -`, so it is safe in headers, logs, URLs and HTML without
/// escaping. IDs that this crate generates are 32 lower-case hexadecimal digits and cannot be guessed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId {
    /// ASCII, padded with zeros.
    bytes: [u8; MAX_LEN],
    len: u8,
}

impl RequestId {
    /// Generates a new ID: 128 bits from the random source of the operating system.
    ///
    /// Never fails. If the random source fails, the ID consists of the time, the process and a counter; it is then still
    /// unique but can be guessed, and starts with eight zeros to mark that.
    #[must_use]
    pub fn generate() -> Self {
        let mut random = [0; 16];
        match getrandom::fill(&mut random) {
            Ok(()) => Self::from_hex_of(u128::from_be_bytes(random)),
            Err(_) => Self::without_random_source(),
        }
    }

    /// Parses an ID from elsewhere, such as a gateway.
    ///
    /// Do not trust an ID from a client: it may be chosen to collide with that of another request.
    ///
    /// # Errors
    ///
    /// [`InvalidRequestId`] unless the text is 1 to 64 characters of `A-Z a-z 0-9 . _ -`. A longer ID is rejected, never
    /// truncated.
    pub fn parse(text: &str) -> Result<Self, InvalidRequestId> {
        Self::parse_bytes(text.as_bytes())
    }

    /// Like [`parse`](Self::parse), for the bytes of a header value.
    ///
    /// # Errors
    ///
    /// Same as [`parse`](Self::parse).
    pub fn parse_bytes(text: &[u8]) -> Result<Self, InvalidRequestId> {
        if text.is_empty() || !text.iter().all(|byte| is_allowed(*byte)) {
            return Err(InvalidRequestId(()));
        }
        let mut bytes = [0; MAX_LEN];
        let place = bytes.get_mut(..text.len()).ok_or(InvalidRequestId(()))?;
        place.copy_from_slice(text);
        let len = u8::try_from(text.len()).map_err(|_| InvalidRequestId(()))?;
        Ok(Self { bytes, len })
    }

    /// The ID as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The ID as text, which is ASCII.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    fn from_hex_of(number: u128) -> Self {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        const LEN: u8 = 32;

        let mut bytes = [0; MAX_LEN];
        let mut rest = number;
        for place in bytes.iter_mut().take(usize::from(LEN)) {
            rest = rest.rotate_left(4);
            let nibble = (rest & 0xF) as usize;
            *place = DIGITS.get(nibble).copied().unwrap_or(b'0');
        }
        Self { bytes, len: LEN }
    }

    /// The standard library's own randomness is not used: it panics where the operating system has none.
    fn without_random_source() -> Self {
        static COUNTER: AtomicU64 = AtomicU64::new(0);

        let counter = COUNTER.fetch_add(1, Ordering::Relaxed);
        let origin = (process::id(), thread::current().id(), SystemTime::now(), counter);
        let number = u128::from(hash(&("high", &origin))) << 64 | u128::from(hash(&("low", &origin)));
        Self::from_hex_of(number >> 32)
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

pub(super) const fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestId").field(&self.as_str()).finish()
    }
}

impl AsRef<str> for RequestId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// The text is not a valid [`RequestId`]. The error does not repeat the text, which may contain anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRequestId(());

impl fmt::Display for InvalidRequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("a request id is 1 to 64 characters of A-Z a-z 0-9 . _ -")
    }
}

impl std::error::Error for InvalidRequestId {}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_generated_id_is_32_hexadecimal_digits_and_unique() {
        let ids: HashSet<RequestId> = (0..1_000).map(|_| RequestId::generate()).collect();
        assert_eq!(ids.len(), 1_000);
        for id in ids {
            assert_eq!(id.as_str().len(), 32);
            assert!(
                id.as_str()
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
                "{id}"
            );
        }
    }

    #[test]
    fn the_digits_are_those_of_the_number() {
        let id = RequestId::from_hex_of(0x0123_4567_89ab_cdef_0011_2233_4455_6677);
        assert_eq!(id.as_str(), "0123456789abcdef0011223344556677");
    }

    #[test]
    fn without_a_random_source_ids_are_unique_and_marked() {
        let ids: HashSet<RequestId> = (0..1_000).map(|_| RequestId::without_random_source()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(
            ids.iter()
                .all(|id| id.as_str().len() == 32 && id.as_str().starts_with("00000000"))
        );
    }

    #[test]
    fn an_id_from_elsewhere_is_kept_as_it_is() {
        let longest = "a".repeat(64);
        for text in ["a", "Req-1.2_3", "00f067aa0ba902b7", &longest] {
            assert_eq!(RequestId::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn anything_else_is_refused_whole() {
        let too_long = "a".repeat(65);
        let far_too_long = "a".repeat(100_000);
        for text in [
            "",
            " ",
            "a b",
            "a\n",
            "../x/",
            "${jndi:ldap://x}",
            "<script>",
            "a\t",
            "é",
            "a\0",
            &too_long,
            &far_too_long,
        ] {
            assert_eq!(RequestId::parse(text), Err(InvalidRequestId(())), "{text:?}");
        }
        assert!(RequestId::parse_bytes(b"\xFF\xFE").is_err());
    }
}
