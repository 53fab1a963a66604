//! actix-web 4 (feature `actix-web`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(actix_web)]
/// struct Error;
/// ```
#[cfg(not(feature = "actix-web"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_actix_web {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(actix_web)]` needs a feature of secure-error; write `features = [\"actix-web\"]` in Cargo.toml"
        );
    };
}
