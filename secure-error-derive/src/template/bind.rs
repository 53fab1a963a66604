//! The fields that the arguments of a message mention.

use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, TokenStream, TokenTree};
use quote::quote;

use super::arguments::begins_expression;
use super::name_of;
use super::resolve::Resolver;

impl Resolver<'_> {
    /// Replaces the mentions of fields by their bindings: `.name` and `.0` where an expression begins, `self.name` in a
    /// struct, `_0` anywhere. A plain `name` stays, for a closure or a pattern may give it another meaning; it is noted.
    // Recursion follows the nesting of brackets in the source, which the compiler itself has already walked.
    pub(super) fn bind(&mut self, expression: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = expression.into_iter().collect();
        let mut out: Vec<TokenTree> = Vec::with_capacity(tokens.len());
        let mut begin = true;
        // Between `fn name` or `impl` and its braces. An item inside knows no field, and its `self` is its own.
        let mut item = false;
        let mut rest = tokens.as_slice();
        while let [token, after @ ..] = rest {
            if let Some(after) = self.field(begin, rest, &mut out) {
                begin = false;
                rest = after;
                continue;
            }
            begin = begins_expression(token);
            let bound = match token {
                TokenTree::Group(group) if item && group.delimiter() == Delimiter::Brace => {
                    item = false;
                    token.clone()
                }
                TokenTree::Group(group) => {
                    let mut bound = Group::new(group.delimiter(), self.bind(group.stream()));
                    bound.set_span(group.span());
                    TokenTree::Group(bound)
                }
                TokenTree::Ident(ident) => {
                    item |= ident == "impl" || (ident == "fn" && matches!(after, [TokenTree::Ident(_), ..]));
                    TokenTree::Ident(self.plain(ident, &out, after).unwrap_or_else(|| ident.clone()))
                }
                _ => token.clone(),
            };
            out.push(bound);
            rest = after;
        }
        out.into_iter().collect()
    }

    /// `.name`, `.0` and `.0.1` where an expression begins, and in a struct `self.name`, unless it is a method call. Returns
    /// what follows it.
    fn field<'t>(&mut self, begin: bool, rest: &'t [TokenTree], out: &mut Vec<TokenTree>) -> Option<&'t [TokenTree]> {
        let (of_self, dot, member, after) = match rest {
            [TokenTree::Punct(dot), member, after @ ..] if begin && dot.spacing() == Spacing::Alone => {
                (false, dot, member, after)
            }
            [TokenTree::Ident(this), TokenTree::Punct(dot), member, after @ ..]
                if this == "self" && self.scope.is_struct && !is_call(after) =>
            {
                (true, dot, member, after)
            }
            _ => return None,
        };
        if dot.as_char() != '.' {
            return None;
        }
        let (name, index) = match member {
            TokenTree::Ident(name) => (name_of(name), None),
            TokenTree::Literal(indices) => split_indices(indices),
            _ => return None,
        };
        let field = match member {
            TokenTree::Ident(_) => self.scope.by_name(&name),
            _ => self.scope.fields.iter().position(|field| *field == name),
        };
        match field {
            Some(field) => {
                let binding = self.mention(field, member.span());
                // `self.name` is a place expression, not a reference.
                out.extend(if of_self { quote!((*#binding)) } else { quote!(#binding) });
            }
            None if of_self => return None,
            None => self.fail(member.span(), &self.no_field(&name, &format!(".{name}"))),
        }
        out.extend(index.into_iter().flatten());
        Some(after)
    }

    /// Notes what an identifier on its own is: a field, a member behind a field, or an item of the user. Returns the
    /// replacement for `_0`.
    fn plain(&mut self, ident: &Ident, before: &[TokenTree], after: &[TokenTree]) -> Option<Ident> {
        let (mut before, mut ahead) = (before.iter().rev().map(char_of), after.iter().map(char_of));
        let (last, earlier) = (before.next().flatten(), before.next().flatten());
        let (next, following) = (ahead.next().flatten(), ahead.next().flatten());
        let is_called = is_call(after);
        let is_member = last == Some('.') && earlier != Some('.');
        let is_path_or_label = last == Some('\'') || (last == Some(':') && earlier == Some(':'));
        let names_something_else = next == Some(':') || (next == Some('!') && following != Some('='));
        if is_member && !is_called {
            self.template.members.push(ident.clone());
        }
        if is_member || is_path_or_label || names_something_else || is_called {
            return None;
        }
        if ident == "self" {
            self.template.wholes.extend((next != Some('.')).then(|| ident.span()));
            return None;
        }
        let field = self.scope.by_name(&name_of(ident))?;
        let binding = self.mention(field, ident.span());
        if self.scope.is_tuple {
            return Some(binding);
        }
        self.template.locals.push((ident.clone(), field));
        None
    }
}

/// The numbers of `.0.1`, which arrives as the float literal `0.1`: the first, and the second with its dot.
fn split_indices(literal: &Literal) -> (String, Option<TokenStream>) {
    let text = literal.to_string();
    let (first, second) = text.split_once('.').unwrap_or((&text, ""));
    let second = second.parse().ok().map(|second| {
        let mut index = Literal::u32_unsuffixed(second);
        index.set_span(literal.span());
        quote!(.#index)
    });
    (first.to_owned(), second)
}

fn char_of(token: &TokenTree) -> Option<char> {
    match token {
        TokenTree::Punct(punct) => Some(punct.as_char()),
        _ => None,
    }
}

fn is_call(after: &[TokenTree]) -> bool {
    matches!(after.first(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}
