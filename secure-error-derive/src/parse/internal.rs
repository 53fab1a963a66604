//! `#[internal(…)]` on a variant or struct: the message for operators. On a field: how it is logged.

use proc_macro2::TokenStream;
use secure_error_rules::event;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Ident, LitStr, Path, Token};

use super::keys::{self, Form, Once, Spanned};
use crate::diagnostics::{Diagnostics, nearest, one_of, unknown};
use crate::template::arguments::{self, Argument};

/// Keys beside the format arguments; no argument may have one of these names.
const KEYS: &[&str] = &["level", "retry", "alert", "event"];
const FIELD_KEYS: &[&str] = &["with", "raw", "redact"];
const LEVELS: &[&str] = &["error", "warn", "info", "debug"];
/// What replaces `#[error(transparent)]`, which means two things.
const TRANSPARENT: &str = "without a message, the report is described by its source already; remove `transparent`, and write `#[public(transparent)]` if clients get the response of the inner `SecureError`";
const RETRIES: &[&str] = &["transient", "permanent", "unknown_outcome"];

/// `#[internal(…)]` of a variant or struct.
pub(crate) struct InternalAttr {
    pub(crate) message: Option<MessageAttr>,
    pub(crate) level: Option<&'static str>,
    pub(crate) retry: Option<&'static str>,
    pub(crate) alert: bool,
    pub(crate) event: Option<LitStr>,
}

/// A format string and its arguments, not yet resolved against the fields.
pub(crate) struct MessageAttr {
    pub(crate) format: LitStr,
    pub(crate) arguments: Vec<Argument>,
}

/// `#[internal]`, `#[internal(with = …)]`, `#[internal(raw)]`, `#[internal(redact)]` of a field.
pub(crate) struct InternalField {
    pub(crate) name: Path,
    pub(crate) with: Option<Path>,
    pub(crate) raw: bool,
    pub(crate) redact: Option<Ident>,
}

pub(crate) fn on_variant(attr: &Attribute, cx: &Diagnostics) -> Option<InternalAttr> {
    if !matches!(keys::form(attr), Form::List) {
        cx.error(
            attr,
            "this tells the operators nothing; write `#[internal(\"what happened: {field}\")]`",
        );
        return None;
    }
    let (format, rest) = match attr.parse_args_with(split_format) {
        Ok(parts) => parts,
        Err(error) => {
            cx.push(error);
            return None;
        }
    };
    let mut parser = VariantParser::new(cx, format.is_some());
    let mut failed = false;
    for argument in arguments::split(rest) {
        if let Err(error) = parser.argument(argument) {
            // A name that turned out to be reserved must not be reported once more as no field.
            failed = true;
            cx.push(error);
        }
    }
    Some(InternalAttr {
        message: format.filter(|_| !failed).map(|format| MessageAttr {
            format,
            arguments: parser.arguments,
        }),
        level: parser.level.into_inner(),
        retry: parser.retry.into_inner(),
        alert: parser.alert.into_inner().is_some(),
        event: parser.event.into_inner(),
    })
}

/// The format string, if the attribute begins with one, and everything behind it.
fn split_format(input: ParseStream<'_>) -> syn::Result<(Option<LitStr>, TokenStream)> {
    let format = if input.peek(LitStr) {
        let format: LitStr = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Some(format)
    } else {
        None
    };
    Ok((format, input.parse()?))
}

struct VariantParser<'a> {
    cx: &'a Diagnostics,
    has_format: bool,
    arguments: Vec<Argument>,
    level: Once<&'static str>,
    retry: Once<&'static str>,
    alert: Once<()>,
    event: Once<LitStr>,
}

impl<'a> VariantParser<'a> {
    fn new(cx: &'a Diagnostics, has_format: bool) -> Self {
        Self {
            cx,
            has_format,
            arguments: Vec::new(),
            level: Once::new("level"),
            retry: Once::new("retry"),
            alert: Once::new("alert"),
            event: Once::new("event"),
        }
    }

    fn argument(&mut self, argument: Argument) -> syn::Result<()> {
        let cx = self.cx;
        let Some(key) = argument.key() else {
            return self.format_argument(argument);
        };
        match key.to_string().as_str() {
            "level" => self.level.set(cx, &key, choice(&argument, &key, LEVELS, Quoted::Yes)?),
            "retry" => self.retry.set(cx, &key, choice(&argument, &key, RETRIES, Quoted::No)?),
            "event" => {
                let name = reserved::<LitStr>(&argument, &key, "event = \"authn_login_fail\"")?;
                if !event::is_known(&name.value()) {
                    return Err(syn::Error::new(name.span(), unknown_event(&name.value())));
                }
                self.event.set(cx, &key, name);
            }
            "alert" if argument.name.is_none() => self.alert.set(cx, &key, ()),
            "alert" => {
                return Err(syn::Error::new(
                    key.span(),
                    "`alert` takes no value here; write `alert` alone, or give the format argument another name",
                ));
            }
            "fmt" if !self.has_format && argument.name.is_some() => {
                return Err(syn::Error::new(
                    key.span(),
                    "the message is a format string here; write `#[internal(\"{}\", path(.field))]` with the function that makes the text",
                ));
            }
            "transparent" if !self.has_format && argument.name.is_none() => {
                return Err(syn::Error::new(key.span(), TRANSPARENT));
            }
            other if !self.has_format => return Err(syn::Error::new(key.span(), unknown("key", other, KEYS))),
            _ => return self.format_argument(argument),
        }
        Ok(())
    }

    fn format_argument(&mut self, argument: Argument) -> syn::Result<()> {
        if !self.has_format {
            return Err(syn::Error::new_spanned(
                &argument.expression,
                "a value without a message; write the format string first: `#[internal(\"… {}\", value)]`",
            ));
        }
        if let Some(name) = argument.name.as_ref().filter(|name| is_path_word(name)) {
            return Err(syn::Error::new(
                name.span(),
                format_args!("`{name}` cannot name an argument; give it another name"),
            ));
        }
        self.arguments.push(argument);
        Ok(())
    }
}

/// Words that stand for a place in the program, and so for nothing else.
fn is_path_word(name: &Ident) -> bool {
    ["self", "Self", "super", "crate", "_"].iter().any(|word| name == word)
}

fn unknown_event(name: &str) -> String {
    let hint = nearest(name, event::NAMES).unwrap_or("authn_login_fail");
    format!("`{name}` is not in the OWASP logging vocabulary; write one of its events, such as `event = \"{hint}\"`")
}

#[derive(Clone, Copy)]
enum Quoted {
    Yes,
    No,
}

/// One of a few fixed words behind a reserved key.
fn choice(argument: &Argument, key: &Ident, known: &[&'static str], quoted: Quoted) -> syn::Result<&'static str> {
    let quote = if matches!(quoted, Quoted::Yes) { "\"" } else { "" };
    let choices: Vec<String> = known
        .iter()
        .map(|word| format!("{key} = {quote}{word}{quote}"))
        .collect();
    let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
    let example = choices.join("` or `");
    let word = match quoted {
        Quoted::Yes => reserved::<LitStr>(argument, key, &example).map(|text| Spanned {
            value: text.value(),
            span: text.span(),
        }),
        Quoted::No => reserved::<Ident>(argument, key, &example).map(|word| Spanned {
            value: word.to_string(),
            span: word.span(),
        }),
    }?;
    known.iter().copied().find(|known| *known == word.value).ok_or_else(|| {
        syn::Error::new(
            word.span,
            format_args!("unknown {key} `{}`; write {}", word.value, one_of(&choices)),
        )
    })
}

/// The value of one of [`KEYS`]. If a format argument was meant, the error says that the name is reserved.
fn reserved<T: syn::parse::Parse>(argument: &Argument, key: &Ident, example: &str) -> syn::Result<T> {
    if argument.name.is_none() {
        return Err(syn::Error::new(
            key.span(),
            format_args!("`{key}` needs a value; write `{example}`, or `.{key}` for a field"),
        ));
    }
    T::parse.parse2(argument.expression.clone()).map_err(|_| {
        syn::Error::new_spanned(
            &argument.expression,
            format_args!("`{key}` is reserved and does not take this value; write `{example}`, or give the format argument another name"),
        )
    })
}

pub(crate) fn on_field(attr: &Attribute, cx: &Diagnostics) -> Option<InternalField> {
    let mut with = Once::new("with");
    let mut raw = Once::new("raw");
    let mut redact = Once::new("redact");
    match keys::form(attr) {
        Form::Bare => {}
        Form::NameValue => {
            cx.error(
                attr,
                "this does not say how to log the field; write `#[internal]` or `#[internal(with = path)]`",
            );
            return None;
        }
        Form::List => keys::each_entry(attr, cx, |input| {
            if input.peek(LitStr) {
                let text: LitStr = input.parse()?;
                return Err(syn::Error::new(
                    text.span(),
                    "a message belongs on the variant or struct; write `#[internal]` on the field and name it there",
                ));
            }
            let key = keys::key(input)?;
            match key.to_string().as_str() {
                "with" => with.set(cx, &key, keys::value::<Path>(input, &key, "with = mask::redact")?),
                "raw" => {
                    keys::flag(input, &key)?;
                    raw.set(cx, &key, ());
                }
                "redact" => {
                    keys::flag(input, &key)?;
                    redact.set(cx, &key, key.clone());
                }
                _ => return Err(keys::not_for_a_field(&key, KEYS, FIELD_KEYS)),
            }
            Ok(())
        }),
    }
    let (with, raw, redact) = (with.into_inner(), raw.into_inner().is_some(), redact.into_inner());
    if let (Some(path), true) = (&with, raw) {
        cx.error(
            path,
            "`with` and `raw` contradict each other; write `with` to mask the value or `raw` to log it as it is",
        );
    }
    Some(InternalField {
        name: attr.path().clone(),
        with,
        raw,
        redact,
    })
}
