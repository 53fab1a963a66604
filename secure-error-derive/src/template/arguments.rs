//! The arguments behind a format string, split at their commas.
//!
//! This works on tokens, because `.field` at the start of an expression (thiserror's shorthand) is not a Rust expression
//! and because parsing whole expressions would cost every user the "full" feature of syn.

use proc_macro2::{Ident, Punct, Spacing, TokenStream, TokenTree};

/// One argument: `expression` or `name = expression`.
pub(crate) struct Argument {
    pub(crate) name: Option<Ident>,
    pub(crate) expression: TokenStream,
}

impl Argument {
    /// The name, or a lone identifier, by which one of our keys is recognised.
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
pub(super) fn begins_expression(token: &TokenTree) -> bool {
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
