//! Rules of the type as a whole: the contents of `#[secure_error(…)]`, and conflicts with other derives.

use secure_error_rules::origin;

use crate::diagnostics::Diagnostics;
use crate::model::Type;

pub(crate) fn check(ty: &Type<'_>, cx: &Diagnostics) {
    check_foreign_derive(ty, cx);
    check_type_attrs(ty, cx);
}

/// `#[error(…)]` means that thiserror writes `Display` and `Error`, which show its own messages, or did so. Each gets an
/// error that names its replacement, because each has to be replaced.
fn check_foreign_derive(ty: &Type<'_>, cx: &Diagnostics) {
    if !ty.is_sealed() {
        return;
    }
    for (attr, instead) in foreign_attributes(ty.input) {
        cx.error(
            attr,
            format_args!("this belongs to a derive that shows the error in its own words, and this one seals it; {instead}, or add `#[secure_error(unsealed)]` beside that derive"),
        );
    }
}

/// Attributes of derives that write the same impls as ours, with what replaces them. Those of fields are distinguished,
/// because `#[error(not(source))]` and `#[snafu(source)]` are not messages.
pub(crate) fn foreign_attributes(input: &syn::DeriveInput) -> Vec<(&syn::Attribute, &'static str)> {
    let mut places: Vec<(&[syn::Attribute], bool)> = vec![(&input.attrs, false)];
    match &input.data {
        syn::Data::Enum(data) => {
            for variant in &data.variants {
                places.push((&variant.attrs, false));
                places.extend(variant.fields.iter().map(|field| (&*field.attrs, true)));
            }
        }
        syn::Data::Struct(data) => places.extend(data.fields.iter().map(|field| (&*field.attrs, true))),
        syn::Data::Union(_) => {}
    }
    let attributes = places
        .iter()
        .flat_map(|(attrs, field)| attrs.iter().map(move |attr| (attr, *field)));
    attributes
        .filter_map(|(attr, field)| Some((attr, instead_of(attr, field)?)))
        .collect()
}

fn instead_of(attr: &syn::Attribute, on_field: bool) -> Option<&'static str> {
    let path = attr.path();
    if path.is_ident("diagnostic") {
        Some("write its code and help as `code` and `message` of `#[public(…)]`")
    } else if !path.is_ident("error") && !path.is_ident("snafu") {
        None
    } else if on_field {
        Some("write `#[source]` on the source and nothing on other fields")
    } else {
        Some("write `#[internal(\"…\")]` with the message for operators")
    }
}

fn check_type_attrs(ty: &Type<'_>, cx: &Diagnostics) {
    if let Some(base) = &ty.attrs.type_base {
        cx.refuse(base, origin::check_type_base(&base.value()));
    }
    if let Some(domain) = &ty.attrs.domain {
        cx.refuse(domain, origin::check_domain(&domain.value()));
    }
}
