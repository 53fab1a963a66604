//! Rules across the variants of a type: one code has one meaning, 401 is not an oracle, and no two variants convert from the
//! same type. Rules about `ProblemType` constants, whose contents are unknown here, are asserted by the expansion at compile
//! time instead.

use proc_macro2::Span;
use quote::ToTokens as _;
use secure_error_rules::{GrpcCode, header, status};
use syn::LitStr;
use syn::spanned::Spanned as _;

use crate::diagnostics::Diagnostics;
use crate::model::{Type, Variant};
use crate::parse::public::{Allow, AnswerAttr, OwnAnswer, RetryAfter};

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
    /// Whether it is a 401 that has to look like the others.
    fn is_denied(&self) -> bool {
        let public = self.variant.public.as_ref();
        self.status == 401 && !public.is_some_and(|public| public.distinguishable)
    }

    /// What every response with one code has in common.
    fn meaning(&self) -> [(&'static str, String); 4] {
        let text = |literal: Option<&LitStr>| literal.map(LitStr::value);
        let own = self.own;
        let grpc = own.and_then(|own| own.grpc.as_ref());
        let grpc = grpc.map_or_else(|| GrpcCode::for_status(self.status), |code| code.value);
        let headers = own.map(|own| {
            let others = own.headers.iter().map(|(name, value)| (name.value(), value.value()));
            let challenge = text(own.challenge.as_ref());
            let challenge = challenge.map(|challenge| header::complete_challenge(&challenge).to_owned());
            let allow = own.allow.as_ref().map(|allow| match allow {
                Allow::Methods(methods) => methods.value(),
                // No method may be called that.
                Allow::Inherit(_) => "inherit".to_owned(),
            });
            let fixed = [challenge, allow];
            (fixed, others.collect::<Vec<_>>())
        });
        let title = text(own.and_then(|own| own.title.as_ref()));
        [
            ("status", self.status.to_string()),
            (
                "title",
                title.unwrap_or_else(|| status::standard(self.status).phrase.to_owned()),
            ),
            ("headers", format!("{:?}", headers.unwrap_or_default())),
            ("`grpc`", grpc.as_str().to_owned()),
        ]
    }

    /// Everything by which a client could tell two responses apart; `check_telling_fields` rejects public fields.
    fn view(&self) -> String {
        let retry_after = self
            .own
            .and_then(|own| own.retry_after.as_ref())
            .map(|after| match after {
                RetryAfter::Seconds(seconds) => *seconds,
                RetryAfter::Field(_) => 0,
            });
        format!("{:?}", (&self.code, &self.message, self.meaning(), retry_after))
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

/// One code has one status, one title and the same headers in a type, or clients cannot rely on it. The message is that of
/// the occurrence (RFC 9457 section 3.1.4).
fn check_codes(ty: &Type<'_>, cx: &Diagnostics) {
    let mut codes: Vec<Vec<Spelled<'_>>> = Vec::new();
    for answer in spelled(ty) {
        match codes
            .iter_mut()
            .find(|group| group.iter().any(|other| other.code == answer.code))
        {
            Some(group) => group.push(answer),
            None => codes.push(vec![answer]),
        }
    }
    for group in &codes {
        for (odd, usual) in odd_ones(group, |answer| format!("{:?}", answer.meaning())) {
            // Two different 401s are reported as an oracle, and one error is enough.
            if is_oracle(odd, usual) {
                continue;
            }
            let (odd_meaning, usual_meaning) = (odd.meaning(), usual.meaning());
            let differs = odd_meaning.iter().zip(&usual_meaning).find(|(odd, usual)| odd != usual);
            let (what, article) = match differs.map(|((what, _), _)| *what) {
                Some("headers") => ("headers", "other"),
                what => (what.unwrap_or("status"), "another"),
            };
            cx.push(syn::Error::new(
                odd.code_span(),
                format_args!(
                    "`{}` has {article} {what} in `{}`, and one code has one meaning; write another `code`, or the same {what}",
                    odd.code, usual.variant.ident
                ),
            ));
        }
    }
}

/// CWE-204: two distinguishable login failures reveal which half was right. A variant that is marked `distinguishable` is
/// not compared with the others.
fn check_oracle(ty: &Type<'_>, cx: &Diagnostics) {
    let denied: Vec<Spelled<'_>> = spelled(ty).filter(Spelled::is_denied).collect();
    for (odd, usual) in odd_ones(&denied, Spelled::view) {
        cx.push(syn::Error::new(
            odd.attribute_span(),
            format_args!(
                "`{}` and `{}` have different 401 responses, which tells an attacker which part was right (CWE-204); write one `ProblemType` constant for both, or `distinguishable` on the one that is not about the same credentials",
                usual.variant.ident, odd.variant.ident
            ),
        ));
    }
    for answer in &denied {
        check_telling_fields(answer, cx);
    }
}

fn is_oracle(one: &Spelled<'_>, other: &Spelled<'_>) -> bool {
    one.is_denied() && other.is_denied() && one.view() != other.view()
}

/// Those that are not what most are, each with one that is. A variant without a response is always right: nothing that could
/// be wrong was written there. Otherwise the first is right if there are as many of both.
fn odd_ones<'a, 't>(
    group: &'a [Spelled<'t>],
    view: impl Fn(&Spelled<'t>) -> String,
) -> impl Iterator<Item = (&'a Spelled<'t>, &'a Spelled<'t>)> {
    let views: Vec<String> = group.iter().map(view).collect();
    let number = |view: &String| views.iter().filter(|other| *other == view).count();
    let weight = |answer: &Spelled<'t>, view| (answer.own.is_none(), number(view));
    let weighed = group
        .iter()
        .zip(&views)
        .map(|(answer, view)| (weight(answer, view), answer, view));
    // The first of those with the largest weight.
    let usual = weighed.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let usual = usual.map(|(_, answer, view)| (answer, view.clone()));
    let odd = group.iter().zip(views);
    odd.filter_map(move |(answer, view)| {
        let (usual, usual_view) = usual.as_ref()?;
        (view != *usual_view).then_some((answer, *usual))
    })
}

/// A public field makes every 401 of its variant different.
fn check_telling_fields(answer: &Spelled<'_>, cx: &Diagnostics) {
    let public = answer
        .variant
        .fields
        .iter()
        .find_map(|field| field.attrs.public.as_ref());
    if let Some(public) = public {
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
