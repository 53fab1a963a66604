//! Rules of the type as a whole: what `#[secure_error(…)]` says, and which other derives stand beside ours.

use crate::diagnostics::Diagnostics;
use crate::model::Type;

pub(crate) fn check(ty: &Type<'_>, cx: &Diagnostics) {
    check_foreign_derive(ty, cx);
    check_type_attrs(ty, cx);
}

/// `#[error(…)]` means that thiserror writes `Display` and `Error`, which would show what it was told to.
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
        let text = base.value();
        let schemes = ["https://", "http://", "urn:"];
        let behind = schemes
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or_default();
        let valid = text.len() <= 512
            && behind.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.ends_with(['/', '#', ':'])
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/#%".contains(&byte))
            && !text.strip_suffix('#').unwrap_or(&text).contains('#');
        if !valid {
            cx.error(base, "the problem type is this followed by the code (RFC 9457 section 3.1.1); write an absolute `https:`, `http:` or `urn:` URI without a query that ends in `/`, `#` or `:`");
        }
    }
    if let Some(domain) = &ty.attrs.domain {
        let text = domain.value();
        let valid = text.len() <= 255
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        if !valid {
            cx.error(
                domain,
                "a domain is that of the service (AIP-193); write one such as `billing.example.com`",
            );
        }
    }
}
