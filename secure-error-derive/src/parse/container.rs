//! `#[secure_error(…)]` on the type.

use quote::format_ident;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitStr, Path, Token, WherePredicate};

use super::keys::{self, Form, Once, Spanned};
use super::public;
use crate::case::{self, Case};
use crate::diagnostics::{Diagnostics, unknown};

const KEYS: &[&str] = &[
    "crate",
    "type_base",
    "domain",
    "bound",
    "code_case",
    "code_prefix",
    "status",
    "unsealed",
];

/// The supported frameworks. The runtime crate has a hidden macro `__impl_…` for each, which writes the impl.
const FRAMEWORKS: &[&str] = &[
    "axum",
    "actix_web",
    "rocket",
    "poem",
    "warp",
    "salvo",
    "tonic",
    "async_graphql",
    "juniper",
    "jsonrpsee",
    "dropshot",
    "lambda_http",
    "rmcp",
    "leptos",
    "dioxus",
];

/// The contents of `#[secure_error(…)]`; several attributes add up.
pub(crate) struct TypeAttrs {
    /// The path of the runtime crate, if it is not called `secure_error`.
    pub(crate) krate: Option<Path>,
    pub(crate) type_base: Option<LitStr>,
    pub(crate) domain: Option<LitStr>,
    /// Replaces the inferred bounds on type parameters.
    pub(crate) bound: Option<Vec<WherePredicate>>,
    /// How the name of a variant becomes its code, if it has `#[public(…)]` without a code.
    pub(crate) code_case: Option<Case>,
    /// Before every such code.
    pub(crate) code_prefix: Option<LitStr>,
    /// The status of variants whose `#[public(…)]` has none.
    pub(crate) status: Option<Spanned<u16>>,
    /// `Display`, `Debug` and `Error` come from elsewhere.
    pub(crate) unsealed: bool,
    /// Names of the runtime's macros to call.
    pub(crate) frameworks: Vec<Ident>,
}

pub(crate) fn on_type<'a>(attrs: impl Iterator<Item = &'a Attribute>, cx: &Diagnostics) -> TypeAttrs {
    let mut krate = Once::new("crate");
    let mut type_base = Once::new("type_base");
    let mut domain = Once::new("domain");
    let mut bound = Once::new("bound");
    let mut code_case = Once::new("code_case");
    let mut code_prefix = Once::new("code_prefix");
    let mut status = Once::new("status");
    let mut unsealed = Once::new("unsealed");
    let mut frameworks: Vec<Ident> = Vec::new();
    for attr in attrs {
        if !matches!(keys::form(attr), Form::List) {
            cx.error(
                attr,
                "this says nothing about the type; write `#[secure_error(axum)]` or another key, or remove it",
            );
            continue;
        }
        keys::each_entry(attr, cx, |input| {
            let key = keys::key(input)?;
            match key.to_string().as_str() {
                "crate" => krate.set(
                    cx,
                    &key,
                    keys::value::<Path>(input, &key, "crate = path::to::secure_error")?,
                ),
                "type_base" => type_base.set(
                    cx,
                    &key,
                    keys::text(input, &key, "type_base = \"https://example.com/problems/\"")?,
                ),
                "domain" => domain.set(cx, &key, keys::text(input, &key, "domain = \"billing.example.com\"")?),
                "bound" => {
                    let text: LitStr = keys::value(input, &key, "bound = \"T: Display\"")?;
                    let predicates = text
                        .parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated)
                        .map_err(|_| {
                            syn::Error::new(
                                text.span(),
                                "this is not a list of bounds; write `bound = \"T: Display\"`",
                            )
                        })?;
                    bound.set(cx, &key, predicates.into_iter().collect());
                }
                "code_case" => {
                    code_case.set(
                        cx,
                        &key,
                        case::parse(input, &key, "code_case = \"SCREAMING_SNAKE_CASE\"")?,
                    );
                }
                "code_prefix" => code_prefix.set(cx, &key, keys::text(input, &key, "code_prefix = \"BILLING_\"")?),
                "status" => match public::parse_status(input, &key) {
                    Ok(value) => status.set(cx, &key, value),
                    Err(error) => {
                        // So that it is not reported as missing too.
                        let (value, span) = (400, key.span());
                        status.set(cx, &key, Spanned { value, span });
                        return Err(error);
                    }
                },
                "unsealed" => {
                    keys::flag(input, &key)?;
                    unsealed.set(cx, &key, ());
                }
                other => {
                    if !FRAMEWORKS.contains(&other) {
                        let known = [KEYS, FRAMEWORKS].concat();
                        return Err(syn::Error::new(key.span(), unknown("key", other, &known)));
                    }
                    keys::flag(input, &key)?;
                    let expander = format_ident!("__impl_{other}", span = key.span());
                    if frameworks.contains(&expander) {
                        return Err(syn::Error::new(
                            key.span(),
                            format_args!("duplicate `{other}`; write it once"),
                        ));
                    }
                    frameworks.push(expander);
                }
            }
            Ok(())
        });
    }
    let (code_case, code_prefix) = (code_case.into_inner(), code_prefix.into_inner());
    if let (None, Some(prefix)) = (&code_case, &code_prefix) {
        cx.error(
            prefix,
            "only codes that are made of names have a prefix; write `code_case = \"SCREAMING_SNAKE_CASE\"` as well",
        );
    }
    TypeAttrs {
        krate: krate.into_inner(),
        type_base: type_base.into_inner(),
        domain: domain.into_inner(),
        bound: bound.into_inner(),
        code_case,
        code_prefix,
        status: status.into_inner(),
        unsealed: unsealed.into_inner().is_some(),
        frameworks,
    }
}
