//! Finds out what every name in a message stands for: a field, an argument, or something in scope.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use syn::LitStr;

use super::arguments::Argument;
use super::format::{self, Count, HoleArgument, Piece, Spec};
use super::{Scope, Shown, Style, Template, binding, name_of};
use crate::diagnostics::{Diagnostics, nearest, one_of};
use crate::parse::internal::MessageAttr;

impl Template {
    /// Resolves the message of `#[internal("…", …)]`.
    pub(crate) fn of_internal(message: MessageAttr, scope: &Scope<'_>, cx: &Diagnostics) -> Option<Self> {
        Resolver::resolve(message.format, message.arguments, false, scope, cx)
    }

    /// Resolves `message = "…"`, which has no arguments of its own.
    pub(crate) fn of_public(message: LitStr, scope: &Scope<'_>, cx: &Diagnostics) -> Option<Self> {
        Resolver::resolve(message, Vec::new(), true, scope, cx)
    }
}

pub(super) struct Resolver<'a> {
    pub(super) scope: &'a Scope<'a>,
    cx: &'a Diagnostics,
    pub(super) template: Template,
    named_arguments: BTreeSet<String>,
    used_arguments: BTreeSet<String>,
    positional: usize,
    /// Holes that take the next argument: `{}` and `.*`.
    next: usize,
    /// Whether any hole picks an argument by number, so that unused ones cannot be found here.
    numbered: bool,
    /// Whether clients see the message.
    public: bool,
    ok: bool,
}

impl Resolver<'_> {
    fn resolve(
        literal: LitStr,
        arguments: Vec<Argument>,
        public: bool,
        scope: &Scope<'_>,
        cx: &Diagnostics,
    ) -> Option<Template> {
        let pieces = format::parse(&literal.value())
            .map_err(|message| cx.error(&literal, message))
            .ok()?;
        let names = arguments.iter().filter_map(|argument| argument.name.as_ref());
        let mut this = Resolver {
            scope,
            cx,
            template: Template::new(literal),
            named_arguments: names.map(name_of).collect(),
            used_arguments: BTreeSet::new(),
            positional: arguments.iter().filter(|argument| argument.name.is_none()).count(),
            next: 0,
            numbered: false,
            public,
            ok: true,
        };
        for piece in pieces {
            match piece {
                Piece::Text(text) => this.template.format.push_str(&text),
                Piece::Hole(hole) => this.hole(hole.argument, hole.spec),
            }
        }
        this.check_arguments(&arguments);
        for argument in arguments {
            let expression = this.bind(argument.expression);
            this.template.arguments.push((argument.name, expression));
        }
        this.ok.then_some(this.template)
    }

    fn hole(&mut self, argument: HoleArgument, spec: Spec) {
        let style = if spec.is_empty() {
            Style::Plain
        } else {
            Style::Trait(spec.trait_name())
        };
        let argument = self.argument(argument, style, spec.fixed());
        self.template.format.push('{');
        self.template.format.push_str(&argument);
        if !spec.is_empty() {
            self.spec(spec);
        }
        self.template.format.push('}');
    }

    fn argument(&mut self, argument: HoleArgument, style: Style, spec: Option<String>) -> String {
        match argument {
            HoleArgument::Next => {
                self.next += 1;
                String::new()
            }
            HoleArgument::Number(number) => self.number(number, style, spec),
            HoleArgument::Name(name) => self.name(&name, style, spec),
        }
    }

    fn spec(&mut self, spec: Spec) {
        self.template.format.push(':');
        self.template.format.push_str(&spec.flags);
        if let Some(width) = spec.width {
            self.count(width);
        }
        if let Some(precision) = spec.precision {
            self.template.format.push('.');
            self.count(precision);
        }
        self.template.format.push_str(&spec.kind);
    }

    fn count(&mut self, count: Count) {
        let text = match count {
            Count::Literal(digits) => digits,
            Count::Argument(HoleArgument::Next) => {
                self.next += 1;
                "*".to_owned()
            }
            Count::Argument(argument) => self.argument(argument, Style::Count, None) + "$",
        };
        self.template.format.push_str(&text);
    }

    /// A name in a hole: an argument of the user, a field, or a constant in scope.
    fn name(&mut self, name: &str, style: Style, spec: Option<String>) -> String {
        if self.named_arguments.contains(name) {
            self.used_arguments.insert(name.to_owned());
            return name.to_owned();
        }
        if let Some(field) = self.scope.by_name(name) {
            return self.show(field, style, spec);
        }
        // `{CONSTANT}` and `{self}` are captured as in any format string; a lower-case name can only be a typo.
        let is_constant = name.chars().next().is_some_and(char::is_uppercase) && name != "Self";
        let is_error = name == "self" && style != Style::Count;
        if !is_constant && !is_error {
            self.fail(
                self.template.literal.span(),
                &self.no_field(name, &written(name, style)),
            );
        }
        self.template.captured.push(name.to_owned());
        name.to_owned()
    }

    fn number(&mut self, number: usize, style: Style, spec: Option<String>) -> String {
        let written = written(&number.to_string(), style);
        if !self.scope.is_tuple || (style == Style::Count && self.positional > 0) {
            self.numbered = true;
            if number >= self.positional {
                let message = if self.positional == 0 {
                    self.no_field(&number.to_string(), &written)
                } else if self.scope.is_tuple && number < self.scope.fields.len() {
                    format!("`{written}` counts the arguments behind the message; write `_{written}` for the field")
                } else {
                    let all: Vec<String> = (0..self.positional)
                        .map(|it| self::written(&it.to_string(), style))
                        .collect();
                    let all: Vec<&str> = all.iter().map(String::as_str).collect();
                    format!(
                        "`{written}` is not an argument, arguments are counted from 0; write {}",
                        one_of(&all)
                    )
                };
                self.fail(self.template.literal.span(), &message);
            }
        } else if self.positional > 0 {
            let field = if number < self.scope.fields.len() {
                format!(
                    "write `{}` for the field, or ",
                    self::written(&format!("_{number}"), style)
                )
            } else {
                String::new()
            };
            self.fail(
                self.template.literal.span(),
                &format!(
                    "`{written}` could be a field or an argument; {field}give the argument a name: `name = value`"
                ),
            );
        } else if number >= self.scope.fields.len() {
            self.fail(
                self.template.literal.span(),
                &self.no_field(&number.to_string(), &written),
            );
        } else {
            return self.show(number, style, spec);
        }
        number.to_string()
    }

    fn show(&mut self, field: usize, style: Style, spec: Option<String>) -> String {
        if let Some(shown) = self
            .template
            .shown
            .iter()
            .find(|shown| shown.field == field && shown.style == style)
        {
            return shown.argument.to_string();
        }
        let argument = format_ident!("__secure_error_a{}", self.template.shown.len());
        let name = argument.to_string();
        self.template.shown.push(Shown {
            argument,
            field,
            style,
            spec,
        });
        name
    }

    fn check_arguments(&mut self, arguments: &[Argument]) {
        if self.next > self.positional && self.public {
            self.fail(
                self.template.literal.span(),
                "a public message takes no arguments, so `{}` shows nothing; write `{name}` with the name of a `#[public]` field",
            );
        } else if self.next > self.positional && !self.numbered {
            let instead = self
                .scope
                .fields
                .first()
                .map_or("the text alone".to_owned(), |field| format!("`{{{field}}}`"));
            self.fail(
                self.template.literal.span(),
                &format!("the message has more `{{}}` than values behind it; write a field's name such as {instead}"),
            );
        }
        let mut position = 0;
        for argument in arguments {
            let unused = if let Some(name) = &argument.name {
                !self.used_arguments.contains(&name_of(name))
            } else {
                position += 1;
                position > self.next && !self.numbered
            };
            if unused {
                let (span, instead) = match &argument.name {
                    Some(name) => (
                        name.span(),
                        format!("write `{{{name}}}` in it, or one of `level`, `retry`, `alert` or `event`"),
                    ),
                    None => (span_of(&argument.expression), "write `{}` where it belongs".to_owned()),
                };
                self.fail(span, &format!("the message does not use this argument; {instead}"));
            }
        }
    }

    pub(super) fn no_field(&self, name: &str, written: &str) -> String {
        let fields: Vec<&str> = self.scope.fields.iter().map(String::as_str).collect();
        if fields.is_empty() {
            return format!("`{written}` is not a field, there are none; write the text alone");
        }
        let written_as = |field: &str| written.replacen(name, field, 1);
        let all: Vec<String> = fields.iter().map(|field| written_as(field)).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let instead = nearest(name, &fields).map_or_else(|| one_of(&all), |field| format!("`{}`", written_as(field)));
        format!("`{written}` is not a field; write {instead}")
    }

    pub(super) fn fail(&mut self, span: Span, message: &str) {
        self.ok = false;
        self.cx.push(syn::Error::new(span, message));
    }

    pub(super) fn mention(&mut self, field: usize, span: Span) -> Ident {
        self.template.mentioned.push((field, span));
        binding(field, span)
    }
}

/// How a hole is written, or a width or precision that an argument decides.
fn written(name: &str, style: Style) -> String {
    match style {
        Style::Count => format!("{name}$"),
        Style::Plain | Style::Trait(_) => format!("{{{name}}}"),
    }
}

fn span_of(tokens: &TokenStream) -> Span {
    tokens
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |token| token.span())
}
