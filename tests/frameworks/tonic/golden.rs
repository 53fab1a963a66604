//! The details of a status, written byte by byte from `google/rpc/status.proto` and `error_details.proto`.

use crate::exchange::Seen;
use tonic::Code;

/// A field whose value has a length (protobuf wire type 2).
pub fn field(number: u8, value: impl AsRef<[u8]>) -> Vec<u8> {
    let value = value.as_ref();
    if value.is_empty() {
        return Vec::new();
    }
    let mut bytes = vec![number << 3 | 2];
    bytes.extend(varint(value.len()));
    bytes.extend(value);
    bytes
}

/// A number (wire type 0).
pub fn number(number: u8, value: usize) -> Vec<u8> {
    [vec![number << 3], varint(value)].concat()
}

fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7F {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// One of the details.
pub fn detail(name: &str, message: &[Vec<u8>]) -> Vec<u8> {
    let url = format!("type.googleapis.com/google.rpc.{name}");
    field(3, [field(1, url), field(2, message.concat())].concat())
}

/// A status as a client should get it.
pub struct Golden<'a> {
    pub code: Code,
    pub message: &'a str,
    pub reason: &'a str,
    pub domain: &'a str,
    /// At most one: the order of several is not fixed.
    pub param: Option<(&'a str, &'a str)>,
    /// Between the first and the last.
    pub others: Vec<Vec<u8>>,
}

impl<'a> Golden<'a> {
    pub fn new(code: Code, message: &'a str, reason: &'a str) -> Self {
        Self {
            code,
            message,
            reason,
            domain: "",
            param: None,
            others: Vec::new(),
        }
    }

    fn details(&self, id: &str) -> Vec<u8> {
        let param = self
            .param
            .map(|(name, value)| field(3, [field(1, name), field(2, value)].concat()));
        let info = [field(1, self.reason), field(2, self.domain), param.unwrap_or_default()];
        [
            number(1, self.code as usize),
            field(2, self.message),
            detail("ErrorInfo", &info),
            self.others.concat(),
            detail("RequestInfo", &[field(1, id)]),
        ]
        .concat()
    }

    /// Code, message, every byte of the details, and no metadata but the id.
    #[track_caller]
    pub fn assert(&self, seen: &Seen) {
        let failed = seen.failed();
        assert_eq!((failed.code, failed.message.as_str()), (self.code, self.message));
        let id = failed.id();
        assert!(
            id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{id}"
        );
        let expected = self.details(id);
        assert_eq!(
            String::from_utf8_lossy(&failed.details),
            String::from_utf8_lossy(&expected)
        );
        assert_eq!(failed.details, expected);
        assert_eq!(failed.names(), ["x-request-id"]);
    }
}
