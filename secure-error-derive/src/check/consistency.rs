//! Rules across the variants of a type: one code has one meaning, 401 is not an oracle, and no two variants convert from the
//! same type. Rules about `ProblemType` constants, whose contents are unknown here, are asserted by the expansion at compile
//! time instead.

use proc_macro2::Span;
use quote::ToTokens as _;
use secure_error_rules::status;
use syn::LitStr;
use syn::spanned::Spanned as _;

use crate::diagnostics::Diagnostics;
use crate::model::{Type, Variant};
use crate::parse::public::{AnswerAttr, OwnAnswer, RetryAfter};

pub(crate) fn check(ty: &Type<'_>, cx: &Diagnostics) {
    check_codes(ty, cx);
    check_oracle(ty, cx);
    check_conversions(ty, cx);
}

/// A variant with a response in its attribute, or without a response.
struct Spelled<'a> {
    status: u16,
    code: String,
    message: String,
    own: Option<&'a OwnAnswer>,
    variant: &'a Variant<'a>,
}

fn spelled<'a>(ty: &'a Type<'a>) -> impl Iterator<Item = Spelled<'a>> {
    ty.variants.iter().filter_map(|variant| {
        let own = match variant.public.as_ref().map(|public| &public.answer) {
            None => None,
            Some(AnswerAttr::Own(own)) => Some(&**own),
            Some(AnswerAttr::Borrowed(_) | AnswerAttr::Transparent(_)) => return None,
        };
        let status = match own {
            None => 500,
            Some(own) => own.status.as_ref()?.value,
        };
        let standard = status::standard(status);
        let written =
            |literal: Option<&LitStr>, standard: &str| literal.map_or_else(|| standard.to_owned(), LitStr::value);
        Some(Spelled {
            status,
            code: written(own.and_then(|own| own.code.as_ref()), standard.code),
            message: written(own.and_then(|own| own.message.as_ref()), standard.message),
            own,
            variant,
        })
    })
}

impl Spelled<'_> {
    fn is_distinguishable(&self) -> bool {
        self.variant
            .public
            .as_ref()
            .is_some_and(|public| public.distinguishable)
    }

    /// Whether the two are 401s that a client can tell apart, although not both are marked `distinguishable`.
    fn is_oracle_beside(&self, other: &Self) -> bool {
        self.status == 401
            && other.status == 401
            && !(self.is_distinguishable() && other.is_distinguishable())
            && self.view() != other.view()
    }

    /// Everything by which a client could tell two responses apart; `check_telling_fields` rejects public fields.
    fn view(&self) -> String {
        let text = |literal: &Option<LitStr>| literal.as_ref().map(LitStr::value);
        let rest = self.own.map(|own| {
            let headers = own.headers.iter().map(|(name, value)| (name.value(), value.value()));
            let retry_after = own.retry_after.as_ref().map(|after| match after {
                RetryAfter::Seconds(seconds) => *seconds,
                RetryAfter::Field(_) => 0,
            });
            let grpc = own.grpc.as_ref().map(|code| code.value);
            let texts = [text(&own.title), text(&own.challenge), text(&own.allow)];
            (texts, headers.collect::<Vec<_>>(), retry_after, grpc)
        });
        format!("{:?}", (&self.code, &self.message, rest))
    }

    /// Where to report a mistake of the response as a whole.
    fn attribute_span(&self) -> Span {
        self.variant
            .public
            .as_ref()
            .map_or_else(|| self.variant.ident.span(), |public| public.name.span())
    }

    /// Where to report a mistake of the code: at the code if there is one.
    fn code_span(&self) -> Span {
        let code = self.own.and_then(|own| own.code.as_ref());
        code.map_or_else(|| self.attribute_span(), LitStr::span)
    }
}

/// One code has one status and one message in a type, or clients cannot rely on it.
fn check_codes(ty: &Type<'_>, cx: &Diagnostics) {
    let mut seen: Vec<Spelled<'_>> = Vec::new();
    for answer in spelled(ty) {
        let differs = |earlier: &&Spelled<'_>| {
            earlier.code == answer.code && (earlier.status != answer.status || earlier.message != answer.message)
        };
        if let Some(earlier) = seen.iter().find(differs) {
            // Two different 401s are reported as an oracle, and one error is enough.
            if !(earlier.is_oracle_beside(&answer)) {
                cx.push(syn::Error::new(
                    answer.code_span(),
                    format_args!(
                        "`{}` already means something else in `{}`; write another `code`, or the same status and message",
                        answer.code, earlier.variant.ident
                    ),
                ));
            }
        }
        seen.push(answer);
    }
}

/// CWE-204: two distinguishable login failures reveal which half was right.
fn check_oracle(ty: &Type<'_>, cx: &Diagnostics) {
    let mut seen: Vec<Spelled<'_>> = Vec::new();
    for answer in spelled(ty).filter(|answer| answer.status == 401) {
        check_telling_fields(&answer, cx);
        if let Some(earlier) = seen.iter().find(|earlier| earlier.is_oracle_beside(&answer)) {
            let culprit = if answer.is_distinguishable() { earlier } else { &answer };
            cx.push(syn::Error::new(
                culprit.attribute_span(),
                format_args!(
                    "`{}` and `{}` have different 401 responses, which tells an attacker which part was right (CWE-204); write one `ProblemType` constant for both, or `distinguishable` on both",
                    earlier.variant.ident, answer.variant.ident
                ),
            ));
        }
        seen.push(answer);
    }
}

/// A public field makes every 401 of its variant different.
fn check_telling_fields(answer: &Spelled<'_>, cx: &Diagnostics) {
    let public = answer
        .variant
        .fields
        .iter()
        .find_map(|field| field.attrs.public.as_ref());
    if let Some(public) = public.filter(|_| !answer.is_distinguishable()) {
        cx.error(
            &public.name,
            "a public field in a 401 tells an attacker why authentication failed (CWE-204); remove `#[public]` here, or write `distinguishable` on the variant",
        );
    }
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
