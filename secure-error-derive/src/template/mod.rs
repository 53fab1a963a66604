//! Messages: a format string resolved against the fields of its variant.
//!
//! The grammar is that of `std::fmt` with thiserror's shorthands. Every hole that names a field becomes a named
//! argument of our own, so the expansion never depends on what else is in scope.

pub(crate) mod arguments;
mod bind;
mod format;
mod resolve;

use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use syn::LitStr;
use syn::ext::IdentExt as _;

/// A message whose every field is known.
pub(crate) struct Template {
    /// As the user wrote it, for errors.
    pub(crate) literal: LitStr,
    /// The rewritten format string.
    pub(crate) format: String,
    /// The user's own arguments, with fields replaced by their bindings.
    pub(crate) arguments: Vec<(Option<Ident>, TokenStream)>,
    /// Our own arguments: one for each way in which a field is shown.
    pub(crate) shown: Vec<Shown>,
    /// Fields that expressions mention, with the place.
    pub(crate) mentioned: Vec<(usize, Span)>,
    /// Fields that expressions mention by their plain names, which have to be locals.
    pub(crate) locals: Vec<(Ident, usize)>,
    /// Members behind a field that expressions mention: `password` in `.form.password`.
    pub(crate) members: Vec<Ident>,
    /// Where expressions use `self` on its own.
    pub(crate) wholes: Vec<Span>,
    /// Names in holes that are neither fields nor arguments: constants in scope, or `self`.
    pub(crate) captured: Vec<String>,
}

/// A field as an argument of the rewritten format string.
#[derive(Clone, PartialEq)]
pub(crate) struct Shown {
    /// Name of the argument.
    pub(crate) argument: Ident,
    pub(crate) field: usize,
    pub(crate) style: Style,
    /// What stands behind the colon where it first does so; `None` if that depends on other fields.
    pub(crate) spec: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Style {
    /// `{field}` without any specification: paths are shown too.
    Plain,
    /// `{field:spec}` with this trait of `std::fmt`.
    Trait(&'static str),
    /// `width$` and `precision$`: a number.
    Count,
}

/// The names that a message may use.
pub(crate) struct Scope<'a> {
    /// Field names without `r#`; numbers for tuple fields.
    pub(crate) fields: &'a [String],
    /// Whether fields have numbers instead of names.
    pub(crate) is_tuple: bool,
    pub(crate) is_struct: bool,
}

impl Scope<'_> {
    /// The field that a name means: `_0` is a tuple's first.
    fn by_name(&self, name: &str) -> Option<usize> {
        if self.is_tuple {
            let number = name.strip_prefix('_')?;
            return self.fields.iter().position(|field| field == number);
        }
        self.fields.iter().position(|field| field == name)
    }
}

/// The local that a field is bound to. Call-site hygiene, wherever the user's tokens came from.
pub(crate) fn binding(index: usize, span: Span) -> Ident {
    format_ident!("__secure_error_f{index}", span = span.resolved_at(Span::call_site()))
}

impl Template {
    fn new(literal: LitStr) -> Self {
        Self {
            literal,
            format: String::new(),
            arguments: Vec::new(),
            shown: Vec::new(),
            mentioned: Vec::new(),
            locals: Vec::new(),
            members: Vec::new(),
            wholes: Vec::new(),
            captured: Vec::new(),
        }
    }

    /// The text, if it is the same whatever the fields hold.
    pub(crate) fn constant(&self) -> Option<String> {
        let is_constant = self.shown.is_empty() && self.arguments.is_empty() && self.captured.is_empty();
        is_constant.then(|| self.format.replace("{{", "{").replace("}}", "}"))
    }

    /// How the message shows `field`: the style and the specification of a hole, a plain one before others. `None` if no
    /// hole shows it, or only in a width that depends on other fields.
    pub(crate) fn shown_as(&self, field: usize) -> Option<(Style, &str)> {
        let shown = || {
            self.shown
                .iter()
                .filter(|shown| shown.field == field && shown.style != Style::Count)
        };
        let plain = shown().find(|shown| shown.style == Style::Plain);
        let shown = plain.or_else(|| shown().find(|shown| shown.spec.is_some()))?;
        Some((shown.style, shown.spec.as_deref()?))
    }

    /// Whether the message shows the error itself: `{self}`, `{self:?}` or an expression with `self`.
    pub(crate) fn shows_self(&self) -> bool {
        !self.wholes.is_empty() || self.captured.iter().any(|name| name == "self")
    }

    /// Whether the message needs `field` at all.
    pub(crate) fn uses(&self, field: usize) -> bool {
        self.shown.iter().any(|shown| shown.field == field) || self.mentioned.iter().any(|(used, _)| *used == field)
    }
}

/// An identifier's name without `r#`.
pub(crate) fn name_of(ident: &Ident) -> String {
    ident.unraw().to_string()
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use crate::diagnostics::Diagnostics;
    use crate::model::Type;

    /// Every keyword, and what looks like one.
    const WORDS: &str = "abstract as async await become box break const continue crate do dyn else enum extern false final fn for \
        gen if impl in let loop macro match mod move mut override priv pub ref return Self self static struct super trait true try \
        type typeof union unsafe unsized use virtual where while yield _ macro_rules raw r#self r#Self r#crate r#super r#_ r#type \
        'static __ é 0 00 0x1 1e3 99999999999999999999";

    /// The forms in which a word can stand in a message or behind it.
    const FORMS: &[&str] = &[
        r#"#[internal("{@}")]"#,
        r#"#[internal("{@:?}")]"#,
        r#"#[internal("{name:@$}")]"#,
        r#"#[internal("{name:.@$}")]"#,
        r#"#[internal("{:.*}", @, name)]"#,
        r#"#[internal("{@}", @ = 1)]"#,
        r#"#[internal("{}", @)]"#,
        r#"#[internal("{}", .@)]"#,
        r#"#[internal("{}", self.@)]"#,
        r#"#[internal("{}", .name.@)]"#,
        r#"#[internal("{}", .name.replace("{@}", "x"))]"#,
        r#"#[internal("{}", format!("{@}"))]"#,
        r#"#[internal("{}", @::f(name))]"#,
        r#"#[internal("{}", |@| @)]"#,
        r#"#[internal("{}", { fn @() {} 1 })]"#,
        "#[internal(@)]",
        "#[internal(@ = 1)]",
        r#"#[public(status = 404, message = "{@}")]"#,
        r#"#[public(status = 404, message = "{@:?}")]"#,
        "#[public(status = 404, retry_after = @)]",
        "#[public(@)]",
        "#[public(@ = 1)]",
    ];

    #[test]
    fn no_word_in_a_message_makes_the_derive_panic() {
        let types = ["struct E { name: u8 }", "struct E(u8);", "struct E;"];
        let mut read = 0;
        for form in FORMS {
            for word in WORDS.split_whitespace() {
                for ty in types {
                    let source = form.replace('@', word) + ty;
                    // What is not valid Rust, the compiler has refused.
                    let Ok(input) = syn::parse_str(&source) else { continue };
                    read += 1;
                    let expanded = catch_unwind(|| {
                        let cx = Diagnostics::default();
                        let ty = Type::from_input(&input, &cx);
                        if let Some(ty) = &ty {
                            crate::check::check(ty, &cx);
                        }
                        match ty.filter(|_| cx.is_empty()) {
                            Some(ty) => crate::expand::expand(&crate::plan::Plan::new(ty)),
                            None => cx.into_compile_errors(),
                        }
                    });
                    assert!(expanded.is_ok(), "{source}");
                }
            }
        }
        assert!(read > 3000, "{read}");
    }
}
