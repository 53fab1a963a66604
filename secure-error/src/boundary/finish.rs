//! What every error answer of ours gets last.

use super::head::head_only;
use crate::request::scope::RequestScope;
use http::Response;

/// Development details if they are unlocked, and no body for HEAD.
#[cfg_attr(
    not(feature = "dev-details"),
    allow(unused_variables, reason = "only development details need the context")
)]
pub(super) fn finished<B: From<Vec<u8>>>(answer: Response<B>, context: &RequestScope, is_head: bool) -> Response<B> {
    #[cfg(feature = "dev-details")]
    let answer = super::dev_details::add(answer, context);
    if is_head { head_only(answer) } else { answer }
}
