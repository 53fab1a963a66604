//! tonic 0.14 (feature `tonic`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(tonic)]
/// struct Error;
/// ```
#[cfg(not(feature = "tonic"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_tonic {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(tonic)]` needs a feature of secure-error; write `features = [\"tonic\"]` in Cargo.toml"
        );
    };
}
