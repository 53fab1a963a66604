//! What a report knows before the program runs.

use crate::internal::Level;
use crate::internal::Retry;
use crate::internal::guard;

/// What the derive knows about an error before the program runs.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    pub type_name: &'static str,
    pub variant: Option<&'static str>,
    pub level: Option<Level>,
    pub retry: Option<Retry>,
    pub alert: bool,
    pub event: Option<&'static str>,
    /// The application declared the error, so what it did not declare is a default and not unknown.
    pub is_own: bool,
}

impl Origin {
    /// An error of this type about which nothing else is known, such as one of another crate.
    pub(crate) const fn of_type(type_name: &'static str) -> Self {
        Self {
            type_name,
            variant: None,
            level: None,
            retry: None,
            alert: false,
            event: None,
            is_own: false,
        }
    }

    /// `Type::Variant`.
    pub(super) fn name(&self) -> String {
        match self.variant {
            Some(variant) => guard::display(&format_args!("{}::{variant}", self.type_name)).text,
            None => guard::display(self.type_name).text,
        }
    }
}
