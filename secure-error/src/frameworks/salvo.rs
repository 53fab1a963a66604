//! salvo 1 (feature `salvo`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(salvo)]
/// struct Error;
/// ```
#[cfg(not(feature = "salvo"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_salvo {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(salvo)]` needs a feature of secure-error; write `features = [\"salvo\"]` in Cargo.toml"
        );
    };
}
