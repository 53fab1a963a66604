//! Rules of the type as a whole: the contents of `#[secure_error(…)]`, and conflicts with other derives.

use secure_error_rules::origin;

use crate::diagnostics::Diagnostics;
use crate::model::Type;

pub(crate) fn check(ty: &Type<'_>, cx: &Diagnostics) {
    check_foreign_derive(ty, cx);
    check_type_attrs(ty, cx);
}

/// `#[error(…)]` means that thiserror writes `Display` and `Error`, which show its own messages.
fn check_foreign_derive(ty: &Type<'_>, cx: &Diagnostics) {
    if ty.is_sealed() {
        if let Some(attr) = foreign_attribute(ty.input) {
            cx.error(
                attr,
                "another derive writes `Display` and `Error` here, which this one seals; write `#[internal(\"…\")]` instead and remove that derive, or add `#[secure_error(unsealed)]`",
            );
        }
    }
}

/// An attribute of a derive that writes the same impls as ours.
pub(crate) fn foreign_attribute(input: &syn::DeriveInput) -> Option<&syn::Attribute> {
    let variants = match &input.data {
        syn::Data::Enum(data) => data.variants.iter().flat_map(|variant| &variant.attrs).collect(),
        _ => Vec::new(),
    };
    input
        .attrs
        .iter()
        .chain(variants)
        .find(|attr| attr.path().is_ident("error") || attr.path().is_ident("snafu"))
}

fn check_type_attrs(ty: &Type<'_>, cx: &Diagnostics) {
    if let Some(base) = &ty.attrs.type_base {
        cx.refuse(base, origin::check_type_base(&base.value()));
    }
    if let Some(domain) = &ty.attrs.domain {
        cx.refuse(domain, origin::check_domain(&domain.value()));
    }
}
