//! Server functions of leptos 0.8, through `server_fn` only (feature `leptos`; Rust 1.88).

#[cfg(feature = "leptos")]
mod fault;

#[cfg(feature = "leptos")]
pub use self::fault::{Leptos, NoProblemDetails, ProblemEncoding, ServerFnFault};

/// `?` in a server function takes a type with `#[secure_error(leptos)]`.
#[cfg(feature = "leptos")]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_leptos {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::ServerFnSource<$crate::frameworks::leptos::Leptos> for $type $($bounds)* {}
    };
}

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(leptos)]
/// struct Error;
/// ```
#[cfg(not(feature = "leptos"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_leptos {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(leptos)]` needs a feature of secure-error; write `features = [\"leptos\"]` in Cargo.toml"
        );
    };
}
