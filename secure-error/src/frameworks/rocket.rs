//! rocket 0.5 (feature `rocket`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(rocket)]
/// struct Error;
/// ```
#[cfg(not(feature = "rocket"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_rocket {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(rocket)]` needs a feature of secure-error; write `features = [\"rocket\"]` in Cargo.toml"
        );
    };
}
