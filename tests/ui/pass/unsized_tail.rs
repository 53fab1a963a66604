use secure_error::SecureError;

/// As in thiserror: the last field of an error may be unsized.
#[derive(Debug, thiserror::Error)]
#[error("{head} {tail:?}")]
struct Theirs<T: ?Sized> {
    head: u8,
    tail: T,
}

#[derive(SecureError)]
#[internal("{head} {tail:?}")]
struct Ours<T: ?Sized> {
    head: u8,
    tail: T,
}

#[derive(SecureError)]
#[internal("{head} {tail}")]
#[allow(dead_code)]
struct Text {
    head: u8,
    tail: str,
}

fn main() {
    let theirs: &Theirs<[u8]> = &Theirs { head: 1, tail: [2, 3] };
    let ours: &Ours<[u8]> = &Ours { head: 1, tail: [2, 3] };
    assert_eq!(theirs.to_string(), "1 [2, 3]");
    assert!(
        ours.report()
            .expose_internal()
            .to_string()
            .starts_with("Ours: 1 [2, 3]\n")
    );
    assert_eq!(ours.to_string(), "An internal error occurred");
}
