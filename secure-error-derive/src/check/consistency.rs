//! Rules across the variants of a type: one code means one thing, and 401 is no oracle. What involves `ProblemType`
//! constants, whose contents are unknown here, the expansion asserts at compile time instead.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::LitStr;

use crate::diagnostics::Diagnostics;
use crate::model::{Type, Variant};
use crate::parse::public::{AnswerAttr, OwnAnswer, RetryAfter};
use crate::vocabulary::{header, status};

pub(crate) fn check(ty: &Type<'_>, cx: &Diagnostics) {
    check_foreign_derive(ty, cx);
    check_type_attrs(ty, cx);
    check_codes(ty, cx);
    check_oracle(ty, cx);
    check_conversions(ty, cx);
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
        let absolute = text.starts_with("https://") || text.starts_with("http://") || text.starts_with("urn:");
        if !absolute
            || !text.ends_with(['/', '#', ':'])
            || !header::is_value(&text)
            || text.contains([' ', '"', '<', '>', '\\', '{', '}'])
        {
            cx.error(base, "the problem type is this followed by the code (RFC 9457 section 3.1.1); write an absolute URI that ends in `/` or `#`");
        }
    }
    if let Some(domain) = &ty.attrs.domain {
        let text = domain.value();
        let valid = text.len() <= 253
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

/// A variant with an answer that is spelled out in the attribute, or with none at all.
struct Spelled<'a> {
    status: u16,
    code: String,
    message: Option<String>,
    own: Option<&'a OwnAnswer>,
    variant: &'a Variant<'a>,
}

fn spelled<'a>(ty: &'a Type<'a>) -> impl Iterator<Item = Spelled<'a>> {
    ty.variants.iter().filter_map(|variant| {
        let Some(public) = &variant.public else {
            return Some(Spelled {
                status: 500,
                code: status::default_code(500),
                message: None,
                own: None,
                variant,
            });
        };
        let AnswerAttr::Own(own) = &public.answer else {
            return None;
        };
        let status = own.status.as_ref()?.value;
        let code = own
            .code
            .as_ref()
            .map_or_else(|| status::default_code(status), LitStr::value);
        Some(Spelled {
            status,
            code,
            message: own.message.as_ref().map(LitStr::value),
            own: Some(own),
            variant,
        })
    })
}

impl Spelled<'_> {
    /// Where to complain about the code: at the code if there is one.
    fn code_span(&self) -> Span {
        match (self.own.and_then(|own| own.code.as_ref()), self.variant.public.as_ref()) {
            (Some(code), _) => code.span(),
            (None, Some(public)) => syn::spanned::Spanned::span(&public.name),
            (None, None) => self.variant.ident.span(),
        }
    }
}

/// One code has one status and one message in a type, or clients cannot rely on it.
fn check_codes(ty: &Type<'_>, cx: &Diagnostics) {
    let mut seen: Vec<Spelled<'_>> = Vec::new();
    for answer in spelled(ty) {
        let first = seen.iter().find(|first| first.code == answer.code);
        if let Some(first) = first.filter(|first| first.status != answer.status || first.message != answer.message) {
            // A 401 that differs is the oracle's business, and one error is enough.
            if !(first.status == 401 && answer.status == 401) {
                cx.push(syn::Error::new(
                    answer.code_span(),
                    format_args!(
                        "`{}` already means something else in `{}`; write another `code`, or the same status and message",
                        answer.code, first.variant.ident
                    ),
                ));
            }
        }
        seen.push(answer);
    }
}

/// CWE-204: two ways to fail a login that can be told apart say which half was right.
fn check_oracle(ty: &Type<'_>, cx: &Diagnostics) {
    let mut first: Option<(String, &Variant<'_>)> = None;
    for answer in spelled(ty).filter(|answer| answer.status == 401) {
        let Some(own) = answer.own else { continue };
        let view = view(&answer, own);
        check_telling_fields(&answer, cx);
        let marked = answer
            .variant
            .public
            .as_ref()
            .is_some_and(|public| public.distinguishable);
        match &first {
            None => first = Some((view, answer.variant)),
            Some((other, variant)) if *other != view => {
                let other_marked = variant.public.as_ref().is_some_and(|public| public.distinguishable);
                if !(marked && other_marked) {
                    let culprit = if marked { variant } else { answer.variant };
                    let span = culprit.public.as_ref().map_or_else(
                        || culprit.ident.span(),
                        |public| syn::spanned::Spanned::span(&public.name),
                    );
                    cx.push(syn::Error::new(
                        span,
                        format_args!(
                            "`{}` and `{}` answer 401 differently, which tells an attacker what was right (CWE-204); write one `ProblemType` constant for both, or `distinguishable` on both",
                            variant.ident, answer.variant.ident
                        ),
                    ));
                }
            }
            Some(_) => {}
        }
    }
}

/// A public field makes every 401 of its variant another one.
fn check_telling_fields(answer: &Spelled<'_>, cx: &Diagnostics) {
    if answer
        .variant
        .public
        .as_ref()
        .is_some_and(|public| public.distinguishable)
    {
        return;
    }
    if let Some(public) = answer
        .variant
        .fields
        .iter()
        .find_map(|field| field.attrs.public.as_ref())
    {
        cx.error(
            &public.name,
            "a 401 with a public field tells an attacker more than that it failed (CWE-204); remove `#[public]` here, or write `distinguishable` on the variant",
        );
    }
}

/// Everything by which a client could tell two answers apart.
fn view(answer: &Spelled<'_>, own: &OwnAnswer) -> String {
    let text = |literal: &Option<LitStr>| literal.as_ref().map(LitStr::value);
    let headers: Vec<(String, String)> = own
        .headers
        .iter()
        .map(|(name, value)| (name.value(), value.value()))
        .collect();
    let retry_after = own.retry_after.as_ref().map(|after| match after {
        RetryAfter::Seconds(seconds) => seconds.value,
        RetryAfter::Field(_) => 0,
    });
    format!(
        "{:?}",
        (
            &answer.code,
            &answer.message,
            text(&own.title),
            text(&own.challenge),
            headers,
            retry_after
        )
    )
}

/// `From` once per type.
fn check_conversions(ty: &Type<'_>, cx: &Diagnostics) {
    let mut seen: Vec<(String, &Variant<'_>)> = Vec::new();
    for variant in &ty.variants {
        for field in &variant.fields {
            let Some(from) = &field.attrs.from else { continue };
            let tokens = field.bare_type().to_token_stream().to_string();
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == tokens) {
                cx.error(
                    from,
                    format_args!(
                        "`{}` converts from this type already; write `#[source]` on one and convert by hand",
                        first.ident
                    ),
                );
            }
            seen.push((tokens, variant));
        }
    }
}
