//! rmcp 3 (MCP) (feature `rmcp`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(rmcp)]
/// struct Error;
/// ```
#[cfg(not(feature = "rmcp"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_rmcp {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(rmcp)]` needs a feature of secure-error; write `features = [\"rmcp\"]` in Cargo.toml"
        );
    };
}
