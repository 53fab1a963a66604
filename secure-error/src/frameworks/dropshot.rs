//! dropshot 0.18 (feature `dropshot`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(dropshot)]
/// struct Error;
/// ```
#[cfg(not(feature = "dropshot"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_dropshot {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(dropshot)]` needs a feature of secure-error; write `features = [\"dropshot\"]` in Cargo.toml"
        );
    };
}
