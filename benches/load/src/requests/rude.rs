//! What clients do that want no answer, or that speak no HTTP.

/// A connection on which no request gets its answer.
#[derive(Debug, Clone, Copy)]
pub struct Rude {
    /// What tables call it.
    pub name: &'static str,
    /// What is sent, once.
    pub write: fn(u64) -> Vec<u8>,
    /// What the client does then.
    pub then: Then,
}

/// What a client does after it has sent something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Goes away without a word, at once.
    Vanish,
    /// Goes away without a word, a few milliseconds later.
    VanishLater,
    /// Reads what the server says to that, which is no request, so that it has no id and no record.
    Listen,
}

/// All of them.
pub static RUDE: &[Rude] = &[
    Rude {
        name: "leaves within the head",
        write: |n| format!("GET /own/constant/{n} HTTP/1.1\r\nHost: lo").into_bytes(),
        then: Then::Vanish,
    },
    Rude {
        name: "leaves within the body",
        write: |_| {
            b"POST /foreign/json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
              Content-Length: 1000\r\n\r\n{\"role\":\"planted-secret"
                .to_vec()
        },
        then: Then::VanishLater,
    },
    Rude {
        name: "leaves before a success",
        write: |n| format!("GET /slow/{n} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes(),
        then: Then::Vanish,
    },
    Rude {
        name: "leaves before an error",
        write: |n| format!("GET /own/chain/{n} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes(),
        then: Then::Vanish,
    },
    Rude {
        name: "leaves before a panic",
        write: |n| format!("GET /panic/later/{n} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes(),
        then: Then::VanishLater,
    },
    Rude {
        name: "speaks TLS",
        write: |_| b"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\r\n\r\n".to_vec(),
        then: Then::Listen,
    },
    Rude {
        name: "speaks of another version",
        write: |n| format!("GET /planted-secret/{n} HTTP/9.9\r\n\r\n").into_bytes(),
        then: Then::Listen,
    },
    Rude {
        name: "speaks garbage",
        write: |n| {
            let mut random = fastrand::Rng::with_seed(n);
            let mut bytes = vec![0];
            bytes.extend((0..random.usize(1..2_000)).map(|_| random.u8(..)));
            bytes.extend_from_slice(b"\r\n\r\n");
            bytes
        },
        then: Then::Listen,
    },
];
