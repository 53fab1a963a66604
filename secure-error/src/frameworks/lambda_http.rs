//! `lambda_http` 1 (feature `lambda_http`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(lambda_http)]
/// struct Error;
/// ```
#[cfg(not(feature = "lambda_http"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_lambda_http {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(lambda_http)]` needs a feature of secure-error; write `features = [\"lambda_http\"]` in Cargo.toml"
        );
    };
}
