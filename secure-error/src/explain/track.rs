//! One pass over the input: where it is, what is passed over, and what was refused.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::de;

use super::refusal::{Hint, Place, Refusal, Token, What};

/// What happens to a value instead of deserializing it, by its path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Action {
    /// It is replaced by one of ours, the first time after a look at its type.
    Invent { attempt: u8 },
    /// It is passed over, together with its key.
    Skip,
}

/// What was learned in earlier passes.
#[derive(Debug, Default)]
pub(super) struct Lessons {
    pub(super) actions: BTreeMap<Vec<usize>, Action>,
    /// Members that are missing, by the path of the object, and how often a value was invented for them.
    pub(super) members: BTreeMap<Vec<usize>, Vec<(&'static str, u8)>>,
    /// Members that are passed over, with the path of the object: they are not missing. Without a name it may be any.
    pub(super) skipped: BTreeSet<(Vec<usize>, Option<&'static str>)>,
}

/// The type of a value, as the format has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Null,
    Bool,
    Number,
    Text,
    Seq,
    Map,
    /// The format cannot read it.
    Unreadable,
}

/// One pass.
#[derive(Debug)]
pub struct Pass<'l> {
    lessons: &'l Lessons,
    state: RefCell<State>,
}

#[derive(Debug, Default)]
struct State {
    path: Vec<usize>,
    tokens: Vec<Token>,
    /// The declared name that was read last.
    name: Option<&'static str>,
    /// On its way through a deserializer that has an error type of its own.
    refusal: Option<Refusal>,
    seen: Vec<(Vec<usize>, Seen)>,
    /// The lists of names that were declared, by address: a list comes again with every value of its type.
    declared: BTreeSet<(usize, usize)>,
    /// Every name that a type declares.
    names: BTreeSet<&'static str>,
}

impl<'l> Pass<'l> {
    pub(super) fn new(lessons: &'l Lessons) -> Self {
        Self {
            lessons,
            state: RefCell::default(),
        }
    }

    /// The types of the values that were replaced.
    pub(super) fn into_seen(self) -> Vec<(Vec<usize>, Seen)> {
        self.state.into_inner().seen
    }

    /// Notes what a type declares.
    pub(super) fn declare(&self, names: &'static [&'static str]) {
        if cfg!(any(feature = "garde", feature = "validator")) {
            self.with(|state| {
                if state.declared.insert((names.as_ptr().addr(), names.len())) {
                    state.names.extend(names);
                }
            });
        }
    }

    /// Every name that a type declared.
    #[cfg(any(feature = "garde", feature = "validator"))]
    pub(super) fn into_names(self) -> BTreeSet<&'static str> {
        self.state.into_inner().names
    }

    /// Calls `read` with the state. No caller keeps it, and none calls back, so it is never borrowed twice.
    fn with<R>(&self, read: impl FnOnce(&mut State) -> R) -> Option<R> {
        self.state.try_borrow_mut().ok().map(|mut state| read(&mut state))
    }

    pub(super) fn push(&self, place: usize, token: Token) {
        self.with(|state| {
            state.path.push(place);
            state.tokens.push(token);
        });
    }

    pub(super) fn depth(&self) -> usize {
        self.with(|state| state.path.len()).unwrap_or(0)
    }

    pub(super) fn truncate(&self, depth: usize) {
        self.with(|state| {
            state.path.truncate(depth);
            state.tokens.truncate(depth);
        });
    }

    /// Gives the current step its name.
    pub(super) fn name(&self, token: Token) {
        self.with(|state| {
            if let Some(last) = state.tokens.last_mut() {
                *last = token;
            }
        });
    }

    /// Notes that the name of a member or a variant is a declared one.
    pub(super) fn note_name(&self, name: &'static str) {
        self.with(|state| state.name = Some(name));
    }

    /// The name of the member or variant that was just read.
    pub(super) fn take_name(&self) -> Token {
        let name = self.with(|state| state.name.take()).flatten();
        name.map_or(Token::Unknown, Token::Name)
    }

    pub(super) fn place(&self, hint: Hint) -> Place {
        let (path, tokens) = self
            .with(|state| (state.path.clone(), state.tokens.clone()))
            .unwrap_or_default();
        Place { path, tokens, hint }
    }

    pub(super) fn action(&self) -> Option<Action> {
        if self.lessons.actions.is_empty() {
            return None;
        }
        self.with(|state| self.lessons.actions.get(state.path.as_slice()).copied())
            .flatten()
    }

    /// The members to add to the object at the current path.
    pub(super) fn members(&self) -> &'l [(&'static str, u8)] {
        if self.lessons.members.is_empty() {
            return &[];
        }
        let members = self.with(|state| self.lessons.members.get(state.path.as_slice()));
        members.flatten().map_or(&[], Vec::as_slice)
    }

    pub(super) fn saw(&self, seen: Seen) {
        self.with(|state| {
            let path = state.path.clone();
            state.seen.push((path, seen));
        });
    }

    /// Turns a refusal into an error of the deserializer around it, which [`caught`](Self::caught) turns back.
    pub(super) fn throw<E: de::Error>(&self, refusal: Refusal, hint: Hint) -> E {
        let refusal = refusal.at(|| self.place(hint));
        self.with(|state| state.refusal = Some(refusal));
        E::custom("refused")
    }

    /// The refusal that an error of the deserializer stands for: one of ours, or its own.
    pub(super) fn caught<E>(&self, _: E, hint: Hint) -> Refusal {
        let thrown = self.with(|state| state.refusal.take()).flatten();
        thrown.unwrap_or_else(|| Refusal::new(What::Format).at(|| self.place(hint)))
    }
}
