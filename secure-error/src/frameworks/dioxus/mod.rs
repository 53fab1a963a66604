//! Server functions of dioxus 0.7, through `dioxus-fullstack` only (feature `dioxus`).

#[cfg(feature = "dioxus")]
mod fault;
#[cfg(feature = "dioxus")]
mod payload;

#[cfg(feature = "dioxus")]
pub use self::fault::{Dioxus, ServerFnFault};

/// `?` in a server function takes a type with `#[secure_error(dioxus)]`.
#[cfg(feature = "dioxus")]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_dioxus {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::ServerFnSource<$crate::frameworks::dioxus::Dioxus> for $type $($bounds)* {}
    };
}

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(dioxus)]
/// struct Error;
/// ```
#[cfg(not(feature = "dioxus"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_dioxus {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(dioxus)]` needs a feature of secure-error; write `features = [\"dioxus\"]` in Cargo.toml"
        );
    };
}
