//! What programs that talk to services send along.

use super::kind::Message;

/// The headers of a usual request but for `Host`.
pub const USUAL_HEADERS: [(&str, &str); 4] = [
    ("User-Agent", "python-requests/2.32.5"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Accept", "*/*"),
    ("Connection", "keep-alive"),
];

/// A request with them.
#[must_use]
pub fn usual(path: &str) -> Message {
    let plain = Message::get(path.to_owned());
    USUAL_HEADERS.into_iter().fold(plain, |message, (name, value)| {
        message.header(format!("{name}: {value}"))
    })
}
