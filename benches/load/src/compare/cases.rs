//! What is compared.

use crate::service::Stack;
use std::fmt;

/// One request, asked over and over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub name: &'static str,
    pub path: &'static str,
    pub status: u16,
    /// Whom secure-error is compared with.
    pub others: &'static [Other],
}

/// One of those that secure-error is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Other {
    Stack(Stack),
    /// secure-error once more: how far its ratio is from one is what chance does.
    Itself,
}

impl Other {
    pub(super) const fn stack(self) -> Stack {
        match self {
            Self::Stack(stack) => stack,
            Self::Itself => Stack::SecureError,
        }
    }
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stack(stack) => stack.fmt(f),
            Self::Itself => f.pad("itself"),
        }
    }
}

const TOWER_HTTP: Other = Other::Stack(Stack::TowerHttp);
const TOWER_HTTP_LOGGED: Other = Other::Stack(Stack::TowerHttpLogged);
const FAILING: &[Other] = &[TOWER_HTTP, TOWER_HTTP_LOGGED];

pub(super) const CASES: &[Case] = &[
    Case {
        name: "success",
        path: "/fine",
        status: 200,
        others: &[
            Other::Stack(Stack::Bare),
            Other::Stack(Stack::Empty),
            Other::Itself,
            TOWER_HTTP,
            TOWER_HTTP_LOGGED,
        ],
    },
    Case {
        name: "own error",
        path: "/own",
        status: 404,
        others: FAILING,
    },
    Case {
        name: "unknown path",
        path: "/nowhere",
        status: 404,
        others: FAILING,
    },
    Case {
        name: "foreign text",
        path: "/text",
        status: 500,
        others: FAILING,
    },
    Case {
        name: "panic",
        path: "/panic",
        status: 500,
        others: FAILING,
    },
];
