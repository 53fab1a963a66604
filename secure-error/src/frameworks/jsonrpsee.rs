//! jsonrpsee 0.26 (feature `jsonrpsee`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(jsonrpsee)]
/// struct Error;
/// ```
#[cfg(not(feature = "jsonrpsee"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_jsonrpsee {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(jsonrpsee)]` needs a feature of secure-error; write `features = [\"jsonrpsee\"]` in Cargo.toml"
        );
    };
}
