//! `#[public(…)]` on a variant or struct: the response. On a field: that clients may see it.

use proc_macro2::Span;
use secure_error_rules::{GrpcCode, Mistake, check_retry_after, status};
use syn::parse::ParseStream;
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, LitInt, LitStr, Path, Token, parenthesized, token};

use super::keys::{self, Form, Once, Spanned};
use crate::diagnostics::{Diagnostics, nearest, unknown};

const KEYS: &[&str] = &[
    "status",
    "code",
    "title",
    "message",
    "retry_after",
    "challenge",
    "allow",
    "header",
    "grpc",
    "distinguishable",
    "transparent",
];

const FIELD_KEYS: &[&str] = &["rename", "raw", "transparent"];

/// `#[public(…)]` of a variant or struct.
pub(crate) struct PublicAttr {
    /// The attribute's name, for errors about the whole of it.
    pub(crate) name: Path,
    pub(crate) answer: AnswerAttr,
    pub(crate) distinguishable: bool,
}

/// The three ways to define the response.
pub(crate) enum AnswerAttr {
    /// `status = …, code = …`: spelled out here.
    Own(Box<OwnAnswer>),
    /// A path to a `const ProblemType`.
    Borrowed(Path),
    /// `transparent`: the response of a field, on which it may be written too.
    Transparent(Span),
}

#[derive(Default)]
pub(crate) struct OwnAnswer {
    pub(crate) status: Option<Spanned<u16>>,
    pub(crate) code: Option<LitStr>,
    pub(crate) title: Option<LitStr>,
    pub(crate) message: Option<LitStr>,
    pub(crate) retry_after: Option<RetryAfter>,
    pub(crate) challenge: Option<LitStr>,
    pub(crate) allow: Option<Allow>,
    pub(crate) headers: Vec<(LitStr, LitStr)>,
    pub(crate) grpc: Option<Spanned<GrpcCode>>,
    /// Set when an entry failed, so that its key is not reported as missing.
    pub(crate) failed: bool,
}

#[derive(Clone)]
pub(crate) enum Allow {
    Methods(LitStr),
    /// The framework knows them.
    Inherit(Span),
}

#[derive(Clone)]
pub(crate) enum RetryAfter {
    /// Seconds.
    Seconds(u32),
    /// A `#[public]` field of type `Duration`.
    Field(Ident),
}

/// `#[public]`, `#[public(rename = "…")]`, `#[public(raw)]` of a field.
pub(crate) struct PublicField {
    pub(crate) name: Path,
    pub(crate) rename: Option<LitStr>,
    pub(crate) raw: bool,
}

/// What `#[public(…)]` says about a field.
pub(crate) enum FieldAnswer {
    /// Clients see its value.
    Value(PublicField),
    /// `transparent`: its response is that of the variant.
    Face(Ident),
}

pub(crate) fn on_variant(attr: &Attribute, cx: &Diagnostics) -> Option<PublicAttr> {
    let name = attr.path().clone();
    if !matches!(keys::form(attr), Form::List) {
        cx.error(
            attr,
            "this does not describe the response; write `#[public(status = …, code = \"…\", message = \"…\")]`",
        );
        return None;
    }
    let mut parser = VariantParser::new(cx);
    keys::each_entry(attr, cx, |input| parser.entry(input));
    parser.finish(name)
}

struct VariantParser<'a> {
    cx: &'a Diagnostics,
    headers: Vec<(LitStr, LitStr)>,
    /// Keys of the response that were written, to name the first one that conflicts.
    own_keys: Vec<Ident>,
    status: Once<Spanned<u16>>,
    code: Once<LitStr>,
    title: Once<LitStr>,
    message: Once<LitStr>,
    retry_after: Once<RetryAfter>,
    challenge: Once<LitStr>,
    allow: Once<Allow>,
    grpc: Once<Spanned<GrpcCode>>,
    distinguishable: Once<()>,
    transparent: Once<Span>,
    borrowed: Option<Path>,
    /// Set when an entry failed.
    failed: bool,
}

impl<'a> VariantParser<'a> {
    fn new(cx: &'a Diagnostics) -> Self {
        Self {
            cx,
            headers: Vec::new(),
            own_keys: Vec::new(),
            status: Once::new("status"),
            code: Once::new("code"),
            title: Once::new("title"),
            message: Once::new("message"),
            retry_after: Once::new("retry_after"),
            challenge: Once::new("challenge"),
            allow: Once::new("allow"),
            grpc: Once::new("grpc"),
            distinguishable: Once::new("distinguishable"),
            transparent: Once::new("transparent"),
            borrowed: None,
            failed: false,
        }
    }

    fn entry(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let result = self.try_entry(input);
        self.failed |= result.is_err();
        result
    }

    fn try_entry(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if is_constant_path(input) {
            let path: Path = input.parse()?;
            if self.borrowed.is_some() {
                return Err(syn::Error::new(
                    path.span(),
                    "a second `ProblemType`; write one constant",
                ));
            }
            self.borrowed = Some(path);
            return Ok(());
        }
        if input.peek(LitInt) {
            let number: LitInt = input.parse()?;
            return Err(syn::Error::new(
                number.span(),
                format_args!("a value without a key; write `status = {number}`"),
            ));
        }
        if input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            return Err(syn::Error::new(
                text.span(),
                "a value without a key; write `message = \"…\"` for clients, or `#[internal(\"…\")]` for operators",
            ));
        }
        let key = keys::key(input)?;
        let cx = self.cx;
        match key.to_string().as_str() {
            "status" => self.status.set(cx, &key, parse_status(input, &key)?),
            "code" => self
                .code
                .set(cx, &key, keys::text(input, &key, "code = \"ACCOUNT_NOT_FOUND\"")?),
            "title" => self
                .title
                .set(cx, &key, keys::text(input, &key, "title = \"Not Found\"")?),
            "message" => self
                .message
                .set(cx, &key, keys::text(input, &key, "message = \"Account not found\"")?),
            "retry_after" => self.retry_after.set(cx, &key, parse_retry_after(input, &key)?),
            "challenge" => self.challenge.set(
                cx,
                &key,
                keys::text(input, &key, "challenge = \"Bearer realm=\\\"api\\\"\"")?,
            ),
            "allow" => self.allow.set(cx, &key, parse_allow(input, &key)?),
            "header" => self.headers.push(parse_header(input, &key)?),
            "grpc" => self.grpc.set(cx, &key, parse_grpc(input, &key)?),
            "distinguishable" => {
                keys::flag(input, &key)?;
                self.distinguishable.set(cx, &key, ());
                return Ok(());
            }
            "transparent" => {
                keys::flag(input, &key)?;
                self.transparent.set(cx, &key, key.span());
                return Ok(());
            }
            other => return Err(syn::Error::new(key.span(), unknown("key", other, KEYS))),
        }
        self.own_keys.push(key);
        Ok(())
    }

    fn finish(self, name: Path) -> Option<PublicAttr> {
        let distinguishable = self.distinguishable.into_inner().is_some();
        let transparent = self.transparent.into_inner();
        let chosen = match (&self.borrowed, transparent) {
            (Some(path), Some(_)) => {
                self.cx.error(
                    path,
                    "`transparent` uses the response of the inner error; remove the constant or `transparent`",
                );
                return None;
            }
            (Some(_), None) => Some("a `ProblemType` constant is the whole response"),
            (None, Some(_)) => Some("`transparent` uses the response of the inner error"),
            (None, None) => None,
        };
        if let Some(reason) = chosen {
            for key in &self.own_keys {
                self.cx.error(key, format_args!("{reason}; remove `{key}`"));
            }
        }
        let answer = match (self.borrowed, transparent) {
            (Some(path), _) => AnswerAttr::Borrowed(path),
            (None, Some(span)) => {
                if distinguishable {
                    self.cx.push(syn::Error::new(
                        span,
                        "`distinguishable` has no meaning with `transparent`; remove it",
                    ));
                }
                AnswerAttr::Transparent(span)
            }
            (None, None) => {
                let own = OwnAnswer {
                    status: self.status.into_inner(),
                    code: self.code.into_inner(),
                    title: self.title.into_inner(),
                    message: self.message.into_inner(),
                    retry_after: self.retry_after.into_inner(),
                    challenge: self.challenge.into_inner(),
                    allow: self.allow.into_inner(),
                    headers: self.headers,
                    grpc: self.grpc.into_inner(),
                    failed: self.failed,
                };
                AnswerAttr::Own(Box::new(own))
            }
        };
        Some(PublicAttr {
            name,
            answer,
            distinguishable,
        })
    }
}

/// A `ProblemType` constant: a lone path that ends in upper case. Anything else in lower case is a key, so that a
/// misspelt key is reported as one.
fn is_constant_path(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let Ok(path) = ahead.call(Path::parse_mod_style) else {
        return false;
    };
    let last = path
        .segments
        .last()
        .map_or_else(String::new, |segment| segment.ident.to_string());
    (ahead.is_empty() || ahead.peek(Token![,]))
        && !last.contains(char::is_lowercase)
        && last.contains(char::is_uppercase)
}

pub(super) fn parse_status(input: ParseStream<'_>, key: &Ident) -> syn::Result<Spanned<u16>> {
    const EXAMPLE: &str = "status = 404` or `status = NOT_FOUND";
    if input.peek(Token![=]) && input.peek2(LitInt) {
        let number: LitInt = keys::value(input, key, EXAMPLE)?;
        return match number.base10_parse::<u16>() {
            Ok(value) if status::check(value).is_ok() => Ok(Spanned {
                value,
                span: number.span(),
            }),
            _ => Err(syn::Error::new(number.span(), Mistake::Status)),
        };
    }
    let path: Path = keys::value(input, key, EXAMPLE)?;
    let name = path
        .segments
        .last()
        .map_or_else(String::new, |segment| segment.ident.to_string());
    match status::by_name(&name) {
        Some(value) => Ok(Spanned {
            value,
            span: path.span(),
        }),
        None => Err(syn::Error::new(path.span(), unknown_status(&name))),
    }
}

fn unknown_status(name: &str) -> String {
    let known: Vec<&str> = status::NAMES.iter().map(|(known, _)| *known).collect();
    let hint = nearest(name, &known).map_or_else(String::new, |name| format!(" did you mean `{name}`?"));
    format!(
        "no 4xx or 5xx status is called `{name}`;{hint} write its number or its `http::StatusCode` constant name, such as `NOT_FOUND`"
    )
}

fn parse_allow(input: ParseStream<'_>, key: &Ident) -> syn::Result<Allow> {
    const EXAMPLE: &str = "allow = \"GET, HEAD\"` or `allow = inherit";
    if input.peek(Token![=]) && input.peek2(LitStr) {
        // An empty one is valid: no method is allowed (RFC 9110 section 10.2.1).
        return keys::value(input, key, EXAMPLE).map(Allow::Methods);
    }
    let word: Ident = keys::value(input, key, EXAMPLE)?;
    if word == "inherit" {
        return Ok(Allow::Inherit(word.span()));
    }
    Err(keys::wrong_value(word.span(), key, EXAMPLE))
}

fn parse_retry_after(input: ParseStream<'_>, key: &Ident) -> syn::Result<RetryAfter> {
    const EXAMPLE: &str = "retry_after = 30` (seconds) or `retry_after = field_name";
    if input.peek(Token![=]) && input.peek2(LitInt) {
        let number: LitInt = keys::value(input, key, EXAMPLE)?;
        return match number.base10_parse::<u32>() {
            Ok(value) if check_retry_after(value).is_ok() => Ok(RetryAfter::Seconds(value)),
            _ => Err(syn::Error::new(number.span(), Mistake::RetryAfter)),
        };
    }
    keys::value(input, key, EXAMPLE).map(RetryAfter::Field)
}

fn parse_header(input: ParseStream<'_>, key: &Ident) -> syn::Result<(LitStr, LitStr)> {
    let wrong = || {
        syn::Error::new(
            key.span(),
            "`header` takes a name and a value; write `header(\"x-name\" = \"value\")`",
        )
    };
    if !input.peek(token::Paren) {
        return Err(wrong());
    }
    let content;
    parenthesized!(content in input);
    let pair = (|| {
        let name = content.parse::<LitStr>()?;
        content.parse::<Token![=]>()?;
        Ok::<_, syn::Error>((name, content.parse::<LitStr>()?))
    })();
    match pair {
        Ok(pair) if content.is_empty() => Ok(pair),
        _ => Err(wrong()),
    }
}

fn parse_grpc(input: ParseStream<'_>, key: &Ident) -> syn::Result<Spanned<GrpcCode>> {
    let name: Ident = keys::value(input, key, "grpc = FAILED_PRECONDITION")?;
    match GrpcCode::ALL.into_iter().find(|code| name == code.as_str()) {
        Some(code) => Ok(Spanned {
            value: code,
            span: name.span(),
        }),
        None => Err(syn::Error::new(
            name.span(),
            unknown("gRPC code", &name.to_string(), &GrpcCode::ALL.map(GrpcCode::as_str)),
        )),
    }
}

pub(crate) fn on_field(attr: &Attribute, cx: &Diagnostics) -> Option<FieldAnswer> {
    let mut rename = Once::new("rename");
    let mut raw = Once::new("raw");
    let mut transparent = Once::new("transparent");
    let mut of_value: Vec<Ident> = Vec::new();
    match keys::form(attr) {
        Form::Bare => {}
        Form::NameValue => {
            cx.error(
                attr,
                "a field is public or not; write `#[public]` or `#[public(rename = \"…\")]`",
            );
            return None;
        }
        Form::List => keys::each_entry(attr, cx, |input| {
            let key = keys::key(input)?;
            if key == "rename" || key == "raw" {
                of_value.push(key.clone());
            }
            match key.to_string().as_str() {
                "transparent" => {
                    keys::flag(input, &key)?;
                    transparent.set(cx, &key, key.clone());
                }
                "rename" => rename.set(cx, &key, keys::text(input, &key, "rename = \"account_id\"")?),
                "raw" => {
                    keys::flag(input, &key)?;
                    raw.set(cx, &key, ());
                }
                _ => return Err(keys::not_for_a_field(&key, KEYS, FIELD_KEYS)),
            }
            Ok(())
        }),
    }
    if let Some(transparent) = transparent.into_inner() {
        for key in &of_value {
            cx.error(
                key,
                format_args!("clients get the response of this field and not its value; remove `{key}`"),
            );
        }
        return Some(FieldAnswer::Face(transparent));
    }
    Some(FieldAnswer::Value(PublicField {
        name: attr.path().clone(),
        rename: rename.into_inner(),
        raw: raw.into_inner().is_some(),
    }))
}
