//! JSON-RPC 2.0, whatever carries it: what a public face is as an error object, and which error objects are ours.
//!
//! # Codes
//!
//! The specification (section 5.1) predefines five codes, and leaves -32000 to -32099 to servers. Of those, MCP 2026-07-28
//! leaves -32000 to -32019, EIP-1474 uses -32000 to -32006 and jsonrpsee -32000 to -32011. Ours mean nothing else in any of
//! them:
//!
//! | status | code |
//! |---|---|
//! | 400, 422 | -32602, invalid params |
//! | 401, 407 | -32012 |
//! | 403, 451 | -32013 |
//! | 404, 410 | -32014 |
//! | 409, 412, 428 | -32015 |
//! | 429 | -32016 |
//! | any other 4xx | -32019 |
//! | 5xx | -32603, internal error |

#[cfg(feature = "jsonrpsee")]
pub mod jsonrpsee;
#[cfg(feature = "rmcp")]
pub mod rmcp;

use super::answered::answered;
use crate::boundary::{Passage, SecureErrorLayer};
use crate::error::AsSecure;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::Field;
use crate::panics::Panic;
use crate::public::{ProblemType, PublicError, problem};
use crate::render::write_view;
use crate::request::RequestId;
use crate::request::scope;
use http::{HeaderMap, Method, StatusCode};
use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

pub(super) const PARSE_ERROR: i32 = -32700;
pub(super) const INVALID_REQUEST: i32 = -32600;
pub(super) const METHOD_NOT_FOUND: i32 = -32601;
pub(super) const INVALID_PARAMS: i32 = -32602;
pub(super) const INTERNAL_ERROR: i32 = -32603;

/// The code of a status; see the table above.
pub(super) fn code_of(status: StatusCode) -> i32 {
    match status.as_u16() {
        400 | 422 => INVALID_PARAMS,
        401 | 407 => -32012,
        403 | 451 => -32013,
        404 | 410 => -32014,
        409 | 412 | 428 => -32015,
        429 => -32016,
        401..=499 => -32019,
        _ => INTERNAL_ERROR,
    }
}

/// An error object in pieces.
pub(super) struct RpcError {
    pub(super) code: i32,
    pub(super) message: String,
    /// A JSON object.
    pub(super) data: String,
}

impl RpcError {
    /// A public face.
    pub(super) fn of(public: &PublicError<'_>, id: &RequestId) -> Self {
        let mut data = Vec::new();
        write_view(public, id, &mut data);
        Self {
            code: code_of(public.status()),
            message: public.message().to_owned(),
            data: String::from_utf8(data).unwrap_or_default(),
        }
    }

    /// What is said instead of an error object of others.
    pub(super) fn instead(sealed: &Sealed, id: &RequestId) -> Self {
        let error = Self::of(&PublicError::constant(sealed.answer), id);
        match sealed.named {
            Some((code, message)) => Self {
                code,
                message: message.to_owned(),
                ..error
            },
            None => error,
        }
    }
}

/// What an error becomes, after its report went to the log.
pub(super) fn answer(error: &(impl AsSecure + ?Sized)) -> RpcError {
    answered(error.as_secure(), |public, id| (RpcError::of(public, id), None))
}

/// What the code of a foreign error alone says.
#[derive(Clone, Copy)]
pub(super) struct Sealed {
    /// For status and code in `data`.
    pub(super) answer: &'static ProblemType,
    /// The code that stays, and what it means. Without it the answer speaks for itself.
    pub(super) named: Option<(i32, &'static str)>,
}

impl Sealed {
    /// As if an error of the application had no public face.
    pub(super) const INTERNAL: Self = Self {
        answer: &problem::INTERNAL_ERROR,
        named: None,
    };

    pub(super) const fn named(answer: &'static ProblemType, code: i32, meaning: &'static str) -> Self {
        Self {
            answer,
            named: Some((code, meaning)),
        }
    }

    /// For the codes that the specification predefines; nothing for all others.
    pub(super) const fn predefined(code: i32) -> Option<Self> {
        Some(match code {
            PARSE_ERROR => Self::named(&problem::BAD_REQUEST, code, "Parse error"),
            INVALID_REQUEST => Self::named(&problem::BAD_REQUEST, code, "Invalid request"),
            METHOD_NOT_FOUND => Self::named(&problem::NOT_FOUND, code, "Method not found"),
            INVALID_PARAMS => Self::named(&problem::BAD_REQUEST, code, "Invalid params"),
            INTERNAL_ERROR => Self::INTERNAL,
            _ => return None,
        })
    }
}

/// Who answers for an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A public face, and the report is in the log.
    PublicFace,
    /// A person who has vouched for it.
    Voucher,
}

/// The errors that were made here for one call, byte for byte as they will be sent.
///
/// An error object has no place for a mark that would not be sent. But whoever sends the same bytes shows the same public
/// face: that is all that has to be known. It cannot be forged, because it is no secret.
#[derive(Debug, Clone, Default)]
pub(super) struct Made(Arc<Notes>);

#[derive(Debug, Default)]
struct Notes {
    list: Mutex<List>,
    #[cfg(feature = "jsonrpsee")]
    subscription_is_sealed: AtomicBool,
}

/// How many are remembered for a call: it can have one answer.
const MOST_OF_A_CALL: usize = 16;

/// How many are remembered that were made where no call is known, such as another task. If there are more at a time, the
/// oldest are taken for foreign ones: sealed, and logged twice.
const MOST_ELSEWHERE: usize = 1024;

static ELSEWHERE: Mutex<List> = Mutex::new(List(VecDeque::new()));

/// Errors that a handler has answered, for the layer around it that may see them as an answer of HTTP.
#[cfg(feature = "rmcp")]
static SENT: Mutex<List> = Mutex::new(List(VecDeque::new()));

/// Whether anybody will look.
static LOOKED_AT: AtomicBool = AtomicBool::new(false);

/// What stands for a text, which may be long: 128 bits that nobody outside can aim at.
type Digest = [u64; 2];

fn digest(text: &str) -> Digest {
    static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(Default::default);
    KEYS.each_ref().map(|key| key.hash_one(text))
}

#[derive(Debug, Default)]
struct List(VecDeque<(Digest, By)>);

impl List {
    fn add(&mut self, most: usize, text: &str, by: By) {
        while self.0.len() >= most {
            self.0.pop_front();
        }
        self.0.push_back((digest(text), by));
    }

    fn look_up(&self, text: &str) -> Option<By> {
        let digest = digest(text);
        self.0.iter().find(|(noted, _)| *noted == digest).map(|(_, by)| *by)
    }

    fn take(&mut self, text: &str) -> Option<By> {
        let digest = digest(text);
        let place = self.0.iter().position(|(noted, _)| *noted == digest)?;
        self.0.remove(place).map(|(_, by)| by)
    }
}

/// The context of one call; inside that of its HTTP request, if this thread is answering one.
pub(super) fn open(headers: &HeaderMap) -> Passage {
    Passage::open_with(&SecureErrorLayer::new(), &Method::POST, headers, |left| {
        left.insert(Made::default());
    })
}

/// The context of what has no answer, or one more than its call: a notification, a message of a subscription.
pub(super) fn aside() -> Passage {
    Passage::open(&SecureErrorLayer::new(), &Method::POST, &HeaderMap::new())
}

/// Logs an error answer that no error of the application made, unless its failure is in the log already: `what` became of
/// it, what the client is told, the text that it is not told, and what it had called.
pub(super) fn log_foreign(
    passage: &Passage,
    what: &'static str,
    answer: &'static ProblemType,
    text: &str,
    method: &str,
) {
    if passage.context().answer_is_logged() {
        return;
    }
    ReportBuilder::new(Origin::of_type(what), PublicError::constant(answer))
        .message(|f| f.write_str(text))
        .build()
        .with_request_id(&passage.request_id())
        .with_fields([method_field(&method)])
        .log();
    passage.context().note_answer_logged();
}

/// Logs a panic that ended a call. The caller answers it.
pub(super) fn log_panic(passage: &Passage, panic: &Panic, method: &str) {
    passage.within(|| panic.log_with(Some(method_field(&method))));
    passage.context().note_answer_logged();
}

/// What a client has called, by the name that OpenTelemetry has for it.
fn method_field<'a>(method: &'a &'a str) -> Field<'a> {
    Field::new("rpc.method", method)
}

/// There is a boundary: from now on errors are remembered that are made outside of a call.
pub(super) fn look_at_errors() {
    LOOKED_AT.store(true, Ordering::Relaxed);
}

/// Remembers an error as it will be sent.
pub(super) fn note(text: &str, by: By) {
    if let Some(made) = Made::current() {
        lock(&made.0.list).add(MOST_OF_A_CALL, text, by);
    } else if LOOKED_AT.load(Ordering::Relaxed) {
        lock(&ELSEWHERE).add(MOST_ELSEWHERE, text, by);
    }
}

/// Remembers an error that goes on as it is, through more hands.
#[cfg(feature = "rmcp")]
pub(super) fn note_sent(text: &str) {
    lock(&SENT).add(MOST_ELSEWHERE, text, By::PublicFace);
}

/// Whether it came this way. Once.
#[cfg(feature = "rmcp")]
pub(super) fn take_sent(text: &str) -> bool {
    lock(&SENT).take(text).is_some()
}

/// Who made what may be sent several times, such as the outcome of a task.
pub(super) fn look_up(text: &str) -> Option<By> {
    let of_the_call = Made::current().and_then(|made| lock(&made.0.list).look_up(text));
    of_the_call.or_else(|| lock(&ELSEWHERE).look_up(text))
}

/// Who made what is about to be sent: us, or nobody knows. Once.
pub(super) fn take(text: &str) -> Option<By> {
    let of_the_call = Made::current().and_then(|made| lock(&made.0.list).take(text));
    of_the_call.or_else(|| lock(&ELSEWHERE).take(text))
}

impl Made {
    /// Those of the call that this thread is answering.
    pub(super) fn current() -> Option<Self> {
        scope::current()?.extensions().get().cloned()
    }

    /// The messages of its subscription are looked at where they are sent.
    #[cfg(feature = "jsonrpsee")]
    pub(super) fn note_subscription_sealed(&self) {
        self.0.subscription_is_sealed.store(true, Ordering::Relaxed);
    }

    #[cfg(feature = "jsonrpsee")]
    pub(super) fn subscription_is_sealed(&self) -> bool {
        self.0.subscription_is_sealed.load(Ordering::Relaxed)
    }
}

fn lock(list: &Mutex<List>) -> std::sync::MutexGuard<'_, List> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_code_that_no_other_protocol_uses() {
        for status in 400..=599 {
            let code = code_of(StatusCode::from_u16(status).unwrap());
            let is_ours = (-32019..=-32012).contains(&code);
            assert!(is_ours || code == INVALID_PARAMS || code == INTERNAL_ERROR, "{status}");
            assert_eq!(code == INTERNAL_ERROR, status >= 500, "{status}");
            assert_eq!(code == INVALID_PARAMS, [400, 422].contains(&status), "{status}");
        }
    }

    #[test]
    fn the_codes_do_not_change() {
        let codes = [401, 403, 404, 405, 409, 429].map(|status| code_of(StatusCode::from_u16(status).unwrap()));
        assert_eq!(codes, [-32012, -32013, -32014, -32019, -32015, -32016]);
    }

    #[test]
    fn what_an_internal_error_is_replaced_by_is_what_a_fault_says() {
        let id = RequestId::parse("id-1").unwrap();
        let fault = crate::Fault::internal("secret");
        let [own, sealed] = [
            RpcError::of(&fault.public(), &id),
            RpcError::instead(&Sealed::predefined(INTERNAL_ERROR).unwrap(), &id),
        ];
        assert_eq!(
            (own.code, &own.message, &own.data),
            (sealed.code, &sealed.message, &sealed.data)
        );
    }

    #[test]
    fn an_error_is_known_once_and_only_byte_for_byte() {
        let mut list = List::default();
        list.add(2, "a", By::PublicFace);
        assert_eq!(list.take("A"), None);
        assert_eq!(list.take("a"), Some(By::PublicFace));
        assert_eq!(list.take("a"), None);
        for text in ["a", "b", "c"] {
            list.add(2, text, By::Voucher);
        }
        assert_eq!([list.take("a"), list.take("c")], [None, Some(By::Voucher)]);
    }
}
