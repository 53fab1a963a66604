//! leptos 0.8 (feature `leptos`).

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
