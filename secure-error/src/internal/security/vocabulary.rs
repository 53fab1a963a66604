//! The events of the OWASP logging vocabulary, and the level that it gives to each.

use secure_error_rules::event::UPLOAD_VALIDATION;

use super::event::SecurityEvent;
use super::severity::Severity;

macro_rules! vocabulary {
    ($( $(#[$documentation:meta])* $name:ident $severity:ident; )*) => {
        /// The level of an event.
        pub(super) fn severity_of(name: &str) -> Option<Severity> {
            match name {
                $( stringify!($name) => Some(Severity::$severity), )*
                // An error says that it failed.
                UPLOAD_VALIDATION => Some(Severity::Critical),
                _ => None,
            }
        }

        /// One constructor per event.
        impl SecurityEvent {
            $(
                $(#[$documentation])*
                pub fn $name() -> Self {
                    Self::new(stringify!($name), Severity::$severity)
                }
            )*

            /// INFO. An uploaded file passed a check; the [`reason`](Self::reason) may name the check.
            pub fn upload_validation_passed() -> Self {
                Self::new(UPLOAD_VALIDATION, Severity::Info).text("result", "passed".to_owned())
            }

            /// CRITICAL. An uploaded file failed a check; the [`reason`](Self::reason) may name the check.
            pub fn upload_validation_failed() -> Self {
                Self::new(UPLOAD_VALIDATION, Severity::Critical).text("result", "FAILED".to_owned())
            }
        }

        /// Every event of the vocabulary, made by its constructor.
        #[cfg(test)]
        pub(super) fn all() -> Vec<SecurityEvent> {
            vec![
                $( SecurityEvent::$name(), )*
                SecurityEvent::upload_validation_passed(),
                SecurityEvent::upload_validation_failed(),
            ]
        }
    };
}

secure_error_rules::security_events!(vocabulary);
