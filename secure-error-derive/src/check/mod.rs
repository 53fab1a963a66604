//! The rules that follow from several attributes together. One file per subject, one function per rule; each reports on
//! the culprit and says what to write instead. A type that passes can be expanded without further checks.

mod answer;
mod consistency;
mod container;
pub(crate) use container::foreign_attributes;
mod fields;
mod messages;
mod sensitive;
mod sources;
mod unsealed;

use crate::diagnostics::Diagnostics;
use crate::model::Type;

/// Reports every broken rule of `ty`.
pub(crate) fn check(ty: &Type<'_>, cx: &Diagnostics) {
    container::check(ty, cx);
    consistency::check(ty, cx);
    for variant in &ty.variants {
        answer::check(variant, cx);
        fields::check(variant, cx);
        messages::check(variant, ty.is_sealed(), cx);
        sources::check(variant, cx);
        if !ty.is_sealed() {
            unsealed::check(variant, cx);
        }
    }
}
