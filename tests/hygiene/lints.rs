//! No lint that the user turned on fires in what the derive wrote, and none that the user forbade is allowed there.

use crate::{SecureError, headline, page};
use std::fmt;

/// `#[allow(…)]` inside a `forbid` is an error of its own (E0453), so the derive may not write it without need.
mod forbidden {
    #![forbid(
        deprecated,
        unused_variables,
        unused_qualifications,
        unused_results,
        let_underscore_drop,
        unreachable_code,
        unreachable_patterns,
        dead_code,
        non_snake_case,
        clippy::all,
        clippy::pedantic,
        clippy::allow_attributes,
        clippy::allow_attributes_without_reason
    )]

    use crate::SecureError;

    #[derive(SecureError)]
    #[secure_error(axum)]
    pub(crate) enum E<'a, T> {
        #[public(status = 409, code = "SHORT", message = "{left}")]
        #[internal("{name:?} {} {} {}", .name.len(), items.iter().map(|sealed| sealed + 1).sum::<u8>(), name.len() == self.size())]
        Full {
            #[public]
            left: u8,
            name: &'a str,
            items: Vec<u8>,
            sealed: T,
        },
        From(#[from] std::fmt::Error),
    }

    impl<T> E<'_, T> {
        fn size(&self) -> usize {
            match self {
                Self::Full { name, .. } => name.len(),
                Self::From(_) => 0,
            }
        }
    }

    #[derive(SecureError)]
    pub(crate) enum Never {}

    /// Plain names become locals, which must be neither too similar nor start with an underscore.
    #[derive(SecureError)]
    #[internal("{} {} {}", apple + bpple, cpple.to_string(), apple)]
    pub(crate) struct Similar {
        pub(crate) apple: u8,
        pub(crate) bpple: u8,
        pub(crate) cpple: u8,
    }

    #[derive(SecureError)]
    #[internal("{_0} {} {}", _0 + _1, _0.max(_1))]
    pub(crate) struct Numbered(pub(crate) u8, pub(crate) u8);
}

#[test]
fn nothing_that_is_forbidden_is_allowed_by_the_derive() {
    let error = forbidden::E::Full {
        left: 1,
        name: "ann",
        items: vec![1, 2],
        sealed: (),
    };
    assert_eq!(headline(&error), "E::Full: \"ann\" 3 5 true");
    assert!(headline(&forbidden::E::<u8>::from(fmt::Error)).starts_with("E::From"));
    assert!(None::<forbidden::Never>.is_none());
    assert_eq!(
        headline(&forbidden::Similar {
            apple: 1,
            bpple: 2,
            cpple: 3
        }),
        "Similar: 3 3 1"
    );
    assert_eq!(headline(&forbidden::Numbered(1, 2)), "Numbered: 1 3 2");
}

#[deprecated]
#[derive(SecureError)]
#[secure_error(axum)]
#[internal("{0}")]
struct OldStruct(u8);

#[deprecated = "use another"]
#[derive(SecureError)]
enum OldEnum {
    Variant,
}

#[derive(SecureError)]
enum OldVariants {
    #[deprecated]
    Old,
    #[deprecated]
    #[public(status = 404)]
    #[internal("{row}")]
    OldWithFields {
        row: u8,
    },
    #[deprecated]
    From(#[from] fmt::Error),
    New,
}

#[derive(SecureError)]
#[public(status = 409, message = "{left}")]
#[internal("{row} {} {}", .shard, shard)]
struct OldFields {
    #[deprecated]
    row: u8,
    #[deprecated]
    shard: u8,
    #[deprecated]
    sealed: u8,
    #[public]
    #[deprecated]
    left: u8,
    #[source]
    #[deprecated]
    cause: fmt::Error,
}

#[derive(SecureError)]
#[allow(deprecated)]
enum OldTypes {
    Old(#[from] OldStruct),
    #[public(transparent)]
    Transparent(#[source] OldEnum),
    Sealed(Option<OldStruct>),
}

#[derive(secure_error::PublicValue)]
#[deprecated]
enum OldValue {
    #[public("a")]
    A,
}

#[derive(secure_error::PublicValue)]
#[public(rename_all = "snake_case")]
enum OldValueVariant {
    #[deprecated]
    Old,
    New,
}

#[test]
#[allow(deprecated)]
fn what_is_deprecated_does_not_warn_in_what_the_derive_wrote() {
    assert_eq!(headline(&OldStruct(1)), "OldStruct: 1");
    assert_eq!(headline(&OldEnum::Variant), "OldEnum::Variant");
    let variants = [
        OldVariants::Old,
        OldVariants::OldWithFields { row: 1 },
        OldVariants::from(fmt::Error),
        OldVariants::New,
    ];
    for variant in variants {
        assert!(headline(&variant).starts_with("OldVariants::"));
    }
    let fields = OldFields {
        row: 1,
        shard: 2,
        sealed: 3,
        left: 4,
        cause: fmt::Error,
    };
    assert_eq!(headline(&fields), "OldFields: 1 2 2");
    for old in [
        OldTypes::from(OldStruct(1)),
        OldTypes::Transparent(OldEnum::Variant),
        OldTypes::Sealed(None),
    ] {
        assert!(headline(&old).starts_with("OldTypes::"));
    }
    let _ = [OldValue::A];
    let _ = [OldValueVariant::Old, OldValueVariant::New];
}

#[derive(SecureError)]
#[non_exhaustive]
#[must_use]
#[cfg_attr(all(), secure_error(domain = "example.com"))]
enum Configured {
    #[cfg(test)]
    #[non_exhaustive]
    #[cfg_attr(all(), public(status = 404, message = "Not here"))]
    #[cfg_attr(any(), internal("never"))]
    There {
        #[cfg(test)]
        row: u8,
        #[cfg(any())]
        gone: NotEvenAType,
        #[cfg_attr(all(), internal)]
        logged: u8,
    },
    #[cfg(any())]
    #[public(status = 404)]
    Gone,
    #[cfg(any())]
    Gone(NotEvenAType),
    Tuple(#[cfg(any())] NotEvenAType, #[internal] u8, #[cfg(test)] u8),
    From {
        #[cfg(any())]
        gone: NotEvenAType,
        #[cfg(test)]
        #[from]
        cause: fmt::Error,
        #[cfg(test)]
        at: &'static std::panic::Location<'static>,
    },
}

#[test]
fn what_is_configured_away_is_not_there() {
    let there = Configured::There { row: 1, logged: 2 };
    assert_eq!(
        (there.status().as_u16(), there.to_string()),
        (404, "Not here".to_owned())
    );
    assert_eq!(there.problem_type().domain(), Some("example.com"));
    assert!(page(&there).contains("row    = [REDACTED]") && page(&there).contains("logged = 2"));
    let tuple = page(&Configured::Tuple(3, 4));
    assert!(tuple.contains("0 = 3") && tuple.contains("1 = [REDACTED]"), "{tuple}");
    let from = Configured::from(fmt::Error);
    assert!(page(&from).contains(&format!("{}:{}", file!(), line!() - 1)));
}
