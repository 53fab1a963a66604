//! A panic is an answer like any other failure, and its message is for operators.

use super::finish::finished;
use super::record::with_failure;
use crate::context::RequestContext;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::public::{PublicError, problem};
use crate::render::{self, FormatError};
use crate::unwind::discard;
use http::Response;
use std::any::Any;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What was said when something panicked; nothing if the payload was no text.
#[derive(Debug, Default)]
pub(super) struct Panic {
    message: Option<Cow<'static, str>>,
}

/// Runs a service. What it leaves half done after a panic is the same as without a boundary: there the task of the
/// connection unwinds, and the rest of the program goes on.
pub(super) fn caught<R>(run: impl FnOnce() -> R) -> Result<R, Panic> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| Panic {
        message: message(payload),
    })
}

fn message(payload: Box<dyn Any + Send>) -> Option<Cow<'static, str>> {
    let payload = match payload.downcast::<String>() {
        Ok(text) => return Some(Cow::Owned(*text)),
        Err(payload) => payload,
    };
    match payload.downcast::<&'static str>() {
        Ok(text) => Some(Cow::Borrowed(*text)),
        Err(payload) => {
            discard(payload);
            None
        }
    }
}

impl Panic {
    /// Answers with a constant, and logs it.
    pub(super) fn answer<B: From<Vec<u8>>>(self, context: &RequestContext, is_head: bool) -> Response<B> {
        let public = PublicError::constant(&problem::INTERNAL_ERROR);
        let message = self.message.as_deref().unwrap_or("the payload of the panic is no text");
        let mut answer = render::respond_as_preferred(&public, &context.request_id());
        let failure = answer.extensions_mut().remove::<FormatError>();
        let report = ReportBuilder::new(Origin::of_type("Panic"), public.clone())
            .message(|f| f.write_str(message))
            .build();
        with_failure(report, failure.as_ref()).log();
        context.note_answer_logged();
        finished(answer, context, is_head)
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    fn said(run: impl FnOnce()) -> Option<Cow<'static, str>> {
        caught(run).err().and_then(|panic| panic.message)
    }

    #[test]
    fn a_panic_is_known_by_its_text_if_it_has_one() {
        assert_eq!(said(|| panic!("constant")).as_deref(), Some("constant"));
        assert_eq!(said(|| panic!("number {}", 7)).as_deref(), Some("number 7"));
        assert_eq!(said(|| std::panic::panic_any(7)), None);
        assert!(caught(|| 1).is_ok());
    }
}
