//! Guarantees that a type with `Display` and `source()` from elsewhere cannot give.

use crate::diagnostics::Diagnostics;
use crate::model::Variant;

pub(crate) fn check(variant: &Variant<'_>, cx: &Diagnostics) {
    for field in &variant.fields {
        let Some(internal) = &field.attrs.internal else {
            continue;
        };
        if let Some(redact) = &internal.redact {
            cx.error(
                redact,
                "the `Display` and `source()` of an unsealed type may show this source; remove `redact`, or remove `unsealed`",
            );
        }
        if let Some(with) = internal.with.as_ref().filter(|_| variant.report.is_none()) {
            cx.error(
                with,
                "the report of an unsealed type contains the text of its own `Display`, which applies no mask; write `#[internal(\"…\")]` with a message as well",
            );
        }
    }
}
