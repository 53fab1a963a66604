//! The arguments behind a format string: splitting them at their commas, and finding the fields they name.
//!
//! Both work on tokens, because `.field` at the start of an expression (thiserror's shorthand) is no Rust expression
//! and because parsing whole expressions would cost every user the "full" feature of syn.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::LitStr;

use super::format;

/// One argument: `expression` or `name = expression`.
pub(crate) struct Argument {
    pub(crate) name: Option<Ident>,
    pub(crate) expression: TokenStream,
}

impl Argument {
    /// What decides whether this is one of our keys: the name, or a lone identifier.
    pub(crate) fn key(&self) -> Option<Ident> {
        if let Some(name) = &self.name {
            return Some(name.clone());
        }
        let mut tokens = self.expression.clone().into_iter();
        match (tokens.next(), tokens.next()) {
            (Some(TokenTree::Ident(ident)), None) => Some(ident),
            _ => None,
        }
    }
}

/// Splits at the commas between arguments; not at those of generics (`f::<A, B>()`) or closures (`|a, b| …`).
pub(crate) fn split(tokens: TokenStream) -> Vec<Argument> {
    let mut arguments = Vec::new();
    let mut current: Vec<TokenTree> = Vec::new();
    let mut scan = Scan::default();
    for token in tokens {
        if scan.is_separator(&token) {
            arguments.extend(argument(std::mem::take(&mut current)));
            scan = Scan::default();
        } else {
            scan.advance(&token);
            current.push(token);
        }
    }
    arguments.extend(argument(current));
    arguments
}

fn argument(tokens: Vec<TokenTree>) -> Option<Argument> {
    let mut rest = tokens.iter();
    let name = match (rest.next(), rest.next(), rest.next()) {
        // `a == b` compares and `a => b` is an arm; `a =-1` is an argument.
        (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(equals)), Some(after))
            if equals.as_char() == '='
                && !matches!(after, TokenTree::Punct(after) if matches!(after.as_char(), '=' | '>') && equals.spacing() == Spacing::Joint) =>
        {
            Some(name.clone())
        }
        _ => None,
    };
    let skipped = if name.is_some() { 2 } else { 0 };
    let expression: TokenStream = tokens.into_iter().skip(skipped).collect();
    (!expression.is_empty()).then_some(Argument { name, expression })
}

/// Where in an expression the scanner is.
struct Scan {
    begin: bool,
    angles: usize,
    closure: bool,
    in_type: bool,
    previous: Option<Punct>,
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            begin: true,
            angles: 0,
            closure: false,
            in_type: false,
            previous: None,
        }
    }
}

impl Scan {
    fn is_separator(&self, token: &TokenTree) -> bool {
        self.angles == 0 && !self.closure && matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
    }

    fn advance(&mut self, token: &TokenTree) {
        let begin = self.begin;
        self.begin = begins_expression(token);
        match token {
            TokenTree::Punct(punct) => {
                let before = self.previous.as_ref().map(Punct::as_char);
                match punct.as_char() {
                    // The second half of `<<`.
                    '<' if self.angles == 0 && before == Some('<') && self.is_joint() => {}
                    // `path::<…>`, `<T as Trait>::x` and `as Type<…>` open generics; elsewhere `<` compares.
                    '<' if begin || self.angles > 0 || self.in_type || before == Some(':') => self.angles += 1,
                    '>' if self.angles > 0 && !matches!(before, Some('-' | '=')) => self.angles -= 1,
                    '|' if self.closure => self.closure = false,
                    '|' if begin => self.closure = true,
                    '+' | '-' | '*' | '/' | '%' | '=' | '!' | '^' | ';' if self.angles == 0 => self.in_type = false,
                    _ => {}
                }
                // `->` and `=>` are not closing brackets; any other `>` is.
                self.previous = Some(punct.clone());
            }
            TokenTree::Ident(ident) => {
                if ident == "as" {
                    self.in_type = true;
                }
                self.previous = None;
            }
            _ => self.previous = None,
        }
    }

    /// Whether the previous character and this one make one operator.
    fn is_joint(&self) -> bool {
        self.previous
            .as_ref()
            .is_some_and(|previous| previous.spacing() == Spacing::Joint)
    }
}

/// Whether an expression can begin after this token, so that `.field` there is a field of the error.
fn begins_expression(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => "+&!^,/=><|%;*-".contains(punct.as_char()),
        TokenTree::Ident(ident) => [
            "break", "continue", "if", "in", "match", "move", "mut", "return", "while",
        ]
        .iter()
        .any(|keyword| ident == keyword),
        _ => false,
    }
}

/// What stands for the fields inside an expression.
pub(crate) trait Fields {
    /// The binding of the field called `name` (without `r#`), noting that it was used; `None` if there is no such field.
    fn named(&mut self, name: &Ident) -> Option<Ident>;
    /// The binding of tuple field `index`.
    fn numbered(&mut self, index: &str, span: Span) -> Option<Ident>;
    /// Notes that an expression uses `name` as it stands; if it is a field, that is what it means.
    fn plain(&mut self, name: Ident);
    /// `.name` or `.0` at the start of an expression that is no field.
    fn missing(&mut self, name: &str, span: Span);
    /// A member behind a field: `.form.password`.
    fn member(&mut self, name: &Ident);
    /// `self` on its own, through which every field can be reached.
    fn whole(&mut self, span: Span);
    /// Whether `self.name` is a field too: in a struct, not in an enum.
    fn on_self(&self) -> bool;
}

/// Replaces the mentions of fields by their bindings: `.name` and `.0` where an expression begins, `_0` anywhere,
/// `self.name` in a struct. A plain `name` stays, for a closure or a pattern may give it another meaning; it is noted.
pub(crate) fn bind(expression: TokenStream, fields: &mut dyn Fields) -> TokenStream {
    Binder { fields }.bind(expression)
}

struct Binder<'a> {
    fields: &'a mut dyn Fields,
}

impl Binder<'_> {
    // Recursion follows the nesting of brackets in the source, which the compiler itself has already walked.
    fn bind(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut out: Vec<TokenTree> = Vec::with_capacity(tokens.len());
        let mut begin = true;
        // Between `fn name` or `impl` and its braces. An item inside knows no field, and its `self` is its own.
        let mut item = false;
        let mut rest = tokens.as_slice();
        while let [token, after @ ..] = rest {
            let taken = self
                .shorthand(begin, rest, &mut out)
                .or_else(|| self.path_to_field(rest, &mut out));
            if let Some(taken) = taken {
                begin = false;
                rest = rest.get(taken..).unwrap_or_default();
                continue;
            }
            begin = begins_expression(token);
            out.push(match token {
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
                    TokenTree::Ident(self.bare(ident, &out, after))
                }
                TokenTree::Literal(literal) => {
                    self.captures(literal);
                    token.clone()
                }
                TokenTree::Punct(_) => token.clone(),
            });
            rest = after;
        }
        out.into_iter().collect()
    }

    /// `.name`, `.0` and `.0.1` at the start of an expression. Returns how many tokens it took.
    fn shorthand(&mut self, begin: bool, rest: &[TokenTree], out: &mut Vec<TokenTree>) -> Option<usize> {
        let [TokenTree::Punct(dot), next, ..] = rest else {
            return None;
        };
        if !begin || dot.as_char() != '.' || dot.spacing() == Spacing::Joint {
            return None;
        }
        match next {
            TokenTree::Ident(name) => match self.fields.named(name) {
                Some(binding) => out.push(TokenTree::Ident(binding)),
                None => self.fields.missing(&name.to_string(), name.span()),
            },
            TokenTree::Literal(literal) => {
                let (first, second) = split_indices(literal);
                match self.fields.numbered(&first, literal.span()) {
                    Some(binding) => out.push(TokenTree::Ident(binding)),
                    None => self.fields.missing(&first, literal.span()),
                }
                out.extend(second.into_iter().flatten());
            }
            _ => return None,
        }
        Some(2)
    }

    /// `self.name` in a struct, unless it is a method call. It is a place and not a reference, hence the `*`.
    fn path_to_field(&mut self, rest: &[TokenTree], out: &mut Vec<TokenTree>) -> Option<usize> {
        let [TokenTree::Ident(this), TokenTree::Punct(dot), member, after @ ..] = rest else {
            return None;
        };
        if this != "self" || dot.as_char() != '.' || !self.fields.on_self() || is_call(after) {
            return None;
        }
        let (binding, second) = match member {
            TokenTree::Ident(name) => (self.fields.named(name)?, None),
            TokenTree::Literal(indices) => {
                let (first, second) = split_indices(indices);
                (self.fields.numbered(&first, indices.span())?, second)
            }
            _ => return None,
        };
        let place = [
            TokenTree::Punct(Punct::new('*', Spacing::Alone)),
            TokenTree::Ident(binding),
        ];
        out.push(TokenTree::Group(Group::new(
            Delimiter::Parenthesis,
            place.into_iter().collect(),
        )));
        out.extend(second.into_iter().flatten());
        Some(3)
    }

    /// The names that a string captures if it is the format string of a macro: `format!("<{name}>")`.
    fn captures(&mut self, literal: &Literal) {
        let Ok(string) = syn::parse2::<LitStr>(TokenTree::from(literal.clone()).into()) else {
            return;
        };
        for name in format::names(&string.value()) {
            self.fields.plain(local(&name, literal.span()));
        }
    }

    /// An identifier on its own: a field, a member behind a field, or something of the user's.
    fn bare(&mut self, ident: &Ident, before: &[TokenTree], after: &[TokenTree]) -> Ident {
        let is_member = match before {
            [.., TokenTree::Punct(first), TokenTree::Punct(dot)] => dot.as_char() == '.' && first.as_char() != '.',
            [.., TokenTree::Punct(dot)] => dot.as_char() == '.',
            _ => false,
        };
        if is_member {
            if !is_call(after) {
                self.fields.member(ident);
            }
            return ident.clone();
        }
        let in_path = match before {
            [.., TokenTree::Punct(first), TokenTree::Punct(second)] => {
                first.as_char() == ':' && second.as_char() == ':'
            }
            [.., TokenTree::Punct(quote)] => quote.as_char() == '\'',
            _ => false,
        };
        let names_something_else = matches!(after.first(), Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), ':' | '!'))
            && !matches!(after, [TokenTree::Punct(bang), TokenTree::Punct(equals), ..] if bang.as_char() == '!' && equals.as_char() == '=');
        if in_path || names_something_else || is_call(after) {
            return ident.clone();
        }
        if ident == "self" {
            if !matches!(after.first(), Some(TokenTree::Punct(dot)) if dot.as_char() == '.') {
                self.fields.whole(ident.span());
            }
            return ident.clone();
        }
        let text = ident.to_string();
        let numbered = text
            .strip_prefix('_')
            .filter(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()));
        if let Some(binding) = numbered.and_then(|index| self.fields.numbered(index, ident.span())) {
            return binding;
        }
        self.fields.plain(ident.clone());
        ident.clone()
    }
}

/// The numbers of `.0.1`, which arrives as the float literal `0.1`: the first, and the second with its dot.
fn split_indices(literal: &Literal) -> (String, Option<[TokenTree; 2]>) {
    let text = literal.to_string();
    let Some((first, second)) = text.split_once('.') else {
        return (text, None);
    };
    let second = second.parse().ok().map(|second| {
        let mut index = Literal::u32_unsuffixed(second);
        index.set_span(literal.span());
        [
            TokenTree::Punct(Punct::new('.', Spacing::Alone)),
            TokenTree::Literal(index),
        ]
    });
    (first.to_owned(), second)
}

/// The local that a captured name means. A keyword cannot be an identifier unless it is raw.
fn local(name: &str, span: Span) -> Ident {
    let mut ident = syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, span));
    ident.set_span(span);
    ident
}

fn is_call(after: &[TokenTree]) -> bool {
    matches!(after.first(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

#[cfg(test)]
mod tests {
    use super::split;

    fn count(arguments: &str) -> usize {
        split(arguments.parse().unwrap_or_default()).len()
    }

    #[test]
    fn commas_of_generics_and_closures_do_not_separate() {
        assert_eq!(count("a, b"), 2);
        assert_eq!(count("f::<A, B>(x), y"), 2);
        assert_eq!(count(".0.iter().map(|a, b| a + b), y"), 2);
        assert_eq!(count("<A as B<C, D>>::x(), y"), 2);
        assert_eq!(count("b = &0 as &dyn Trait<i32, A = i32>, c"), 2);
        assert_eq!(count("a < b, c > d"), 2);
        assert_eq!(count("a << b, c >> d"), 2);
        assert_eq!(count("a | b, c | d"), 2);
        assert_eq!(count("|| a, b"), 2);
        assert_eq!(count("match .1 { Some(n) => n, None => 0 }, c,"), 2);
    }

    #[test]
    fn a_comparison_is_not_a_name() {
        let arguments = split("a == b, c = d".parse().unwrap_or_default());
        let names: Vec<bool> = arguments.iter().map(|argument| argument.name.is_some()).collect();
        assert_eq!(names, [false, true]);
    }
}
