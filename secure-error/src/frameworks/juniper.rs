//! juniper 0.18 (feature `juniper`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(juniper)]
/// struct Error;
/// ```
#[cfg(not(feature = "juniper"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_juniper {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(juniper)]` needs a feature of secure-error; write `features = [\"juniper\"]` in Cargo.toml"
        );
    };
}
