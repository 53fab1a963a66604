//! Finds out what every name in a message stands for: a field, an argument, or something in scope.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use syn::LitStr;

use super::arguments::{self, Argument};
use super::format::{self, Count, HoleArgument, Piece, Spec};
use super::{Scope, Shown, Style, Template, binding, name_of};
use crate::diagnostics::{Diagnostics, nearest, one_of};
use crate::parse::internal::MessageAttr;

impl Template {
    /// Resolves the message of `#[internal("…", …)]`.
    pub(crate) fn of_internal(message: MessageAttr, scope: &Scope<'_>, cx: &Diagnostics) -> Option<Self> {
        Resolver::new(message.format, scope, cx).resolve(message.arguments)
    }

    /// Resolves `message = "…"`, which has no arguments of its own.
    pub(crate) fn of_public(message: LitStr, scope: &Scope<'_>, cx: &Diagnostics) -> Option<Self> {
        Resolver::new(message, scope, cx).resolve(Vec::new())
    }
}

struct Resolver<'a> {
    literal: LitStr,
    scope: &'a Scope<'a>,
    cx: &'a Diagnostics,
    format: String,
    shown: Vec<Shown>,
    mentioned: Vec<(usize, Span)>,
    locals: Vec<(Ident, usize)>,
    members: Vec<Ident>,
    wholes: Vec<Span>,
    captured: Vec<String>,
    named_arguments: BTreeSet<String>,
    used_arguments: BTreeSet<String>,
    positional: usize,
    /// Holes that take the next argument: `{}` and `.*`.
    next: usize,
    /// Whether any hole picks an argument by number, so that unused ones cannot be told here.
    numbered: bool,
    ok: bool,
}

impl<'a> Resolver<'a> {
    fn new(literal: LitStr, scope: &'a Scope<'a>, cx: &'a Diagnostics) -> Self {
        Self {
            literal,
            scope,
            cx,
            format: String::new(),
            shown: Vec::new(),
            mentioned: Vec::new(),
            locals: Vec::new(),
            members: Vec::new(),
            wholes: Vec::new(),
            captured: Vec::new(),
            named_arguments: BTreeSet::new(),
            used_arguments: BTreeSet::new(),
            positional: 0,
            next: 0,
            numbered: false,
            ok: true,
        }
    }

    fn resolve(mut self, arguments: Vec<Argument>) -> Option<Template> {
        let pieces = match format::parse(&self.literal.value()) {
            Ok(pieces) => pieces,
            Err(message) => {
                self.cx.error(&self.literal, message);
                return None;
            }
        };
        self.named_arguments = arguments
            .iter()
            .filter_map(|argument| argument.name.as_ref())
            .map(name_of)
            .collect();
        self.positional = arguments.iter().filter(|argument| argument.name.is_none()).count();
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.format.push_str(&text),
                Piece::Hole(hole) => self.hole(hole.argument, hole.spec),
            }
        }
        self.check_arguments(&arguments);
        let arguments = arguments
            .into_iter()
            .map(|argument| (argument.name, arguments::bind(argument.expression, &mut self)))
            .collect();
        self.ok.then_some(Template {
            literal: self.literal,
            format: self.format,
            arguments,
            shown: self.shown,
            mentioned: self.mentioned,
            locals: self.locals,
            members: self.members,
            wholes: self.wholes,
            captured: self.captured,
        })
    }

    fn hole(&mut self, argument: HoleArgument, spec: Spec) {
        let style = if spec.is_empty() {
            Style::Plain
        } else {
            Style::Trait(spec.trait_name())
        };
        let argument = match argument {
            HoleArgument::Next => {
                self.next += 1;
                String::new()
            }
            HoleArgument::Number(number) => self.number(number, style, spec.fixed()),
            HoleArgument::Name(name) => self.name(&name, style, spec.fixed()),
        };
        self.format.push('{');
        self.format.push_str(&argument);
        if !spec.is_empty() {
            self.spec(spec);
        }
        self.format.push('}');
    }

    fn spec(&mut self, spec: Spec) {
        self.format.push(':');
        self.format.push_str(&spec.flags);
        if let Some(width) = spec.width {
            self.count(width);
        }
        if let Some(precision) = spec.precision {
            self.format.push('.');
            self.count(precision);
        }
        self.format.push_str(&spec.kind);
    }

    fn count(&mut self, count: Count) {
        let text = match count {
            Count::Literal(digits) => digits,
            Count::Number(number) => self.number(number, Style::Count, None) + "$",
            Count::Name(name) => self.name(&name, Style::Count, None) + "$",
            Count::Next => {
                self.next += 1;
                "*".to_owned()
            }
        };
        self.format.push_str(&text);
    }

    /// A name in a hole: an argument of the user's, a field, or a constant in scope.
    fn name(&mut self, name: &str, style: Style, spec: Option<String>) -> String {
        if self.named_arguments.contains(name) {
            self.used_arguments.insert(name.to_owned());
            return name.to_owned();
        }
        if let Some(field) = self.scope.by_name(name) {
            return self.show(field, style, spec);
        }
        // `{CONSTANT}` and `{self}` are captured as in any format string; a lower-case name can only be a typo.
        let is_constant = name.chars().next().is_some_and(char::is_uppercase);
        if !is_constant && name != "self" {
            self.fail(self.literal.span(), &self.no_field(name, &format!("{{{name}}}")));
        }
        self.captured.push(name.to_owned());
        name.to_owned()
    }

    fn number(&mut self, number: usize, style: Style, spec: Option<String>) -> String {
        let is_count_argument = style == Style::Count && self.positional > 0;
        if !self.scope.is_tuple || is_count_argument {
            self.numbered = true;
            if number >= self.positional {
                self.fail(
                    self.literal.span(),
                    &self.no_field(&number.to_string(), &format!("{{{number}}}")),
                );
            }
            return number.to_string();
        }
        if self.positional > 0 {
            self.fail(
                self.literal.span(),
                &format!("`{{{number}}}` could be a field or an argument; give the argument a name: `name = value`"),
            );
            return number.to_string();
        }
        if number >= self.scope.fields.len() {
            self.fail(
                self.literal.span(),
                &self.no_field(&number.to_string(), &format!("{{{number}}}")),
            );
            return number.to_string();
        }
        self.show(number, style, spec)
    }

    fn show(&mut self, field: usize, style: Style, spec: Option<String>) -> String {
        if let Some(shown) = self
            .shown
            .iter()
            .find(|shown| shown.field == field && shown.style == style)
        {
            return shown.argument.to_string();
        }
        let argument = format_ident!("__secure_error_a{}", self.shown.len());
        let name = argument.to_string();
        self.shown.push(Shown {
            argument,
            field,
            style,
            spec,
        });
        name
    }

    fn check_arguments(&mut self, arguments: &[Argument]) {
        if self.next > self.positional && !self.numbered {
            let instead = self
                .scope
                .fields
                .first()
                .map_or("the text alone".to_owned(), |field| format!("`{{{field}}}`"));
            self.fail(
                self.literal.span(),
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

    fn no_field(&self, name: &str, written: &str) -> String {
        let fields: Vec<&str> = self.scope.fields.iter().map(String::as_str).collect();
        if fields.is_empty() {
            return format!("`{written}` names no field, there are none; write the text alone");
        }
        let written_as = |field: &str| written.replacen(name, field, 1);
        let all: Vec<String> = fields.iter().map(|field| written_as(field)).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let instead = nearest(name, &fields).map_or_else(|| one_of(&all), |field| format!("`{}`", written_as(field)));
        format!("`{written}` names no field; write {instead}")
    }

    fn fail(&mut self, span: Span, message: &str) {
        self.ok = false;
        self.cx.push(syn::Error::new(span, message));
    }

    fn mention(&mut self, field: usize, span: Span) -> Ident {
        self.mentioned.push((field, span));
        binding(field, span)
    }
}

impl arguments::Fields for Resolver<'_> {
    fn named(&mut self, name: &Ident) -> Option<Ident> {
        let field = self.scope.by_name(&name_of(name))?;
        Some(self.mention(field, name.span()))
    }

    fn plain(&mut self, name: Ident) {
        if let Some(field) = self.scope.by_name(&name_of(&name)) {
            self.mentioned.push((field, name.span()));
            self.locals.push((name, field));
        }
    }

    fn numbered(&mut self, index: &str, span: Span) -> Option<Ident> {
        let index: usize = index
            .parse()
            .ok()
            .filter(|index| self.scope.is_tuple && *index < self.scope.fields.len())?;
        Some(self.mention(index, span))
    }

    fn missing(&mut self, name: &str, span: Span) {
        let message = self.no_field(name, &format!(".{name}"));
        self.fail(span, &message);
    }

    fn member(&mut self, name: &Ident) {
        self.members.push(name.clone());
    }

    fn whole(&mut self, span: Span) {
        self.wholes.push(span);
    }

    fn on_self(&self) -> bool {
        self.scope.is_struct
    }
}

fn span_of(tokens: &TokenStream) -> Span {
    tokens
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |token| token.span())
}
