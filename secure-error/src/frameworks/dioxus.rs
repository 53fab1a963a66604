//! dioxus 0.7 (feature `dioxus`).

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
