//! poem 3 (feature `poem`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(poem)]
/// struct Error;
/// ```
#[cfg(not(feature = "poem"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_poem {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(poem)]` needs a feature of secure-error; write `features = [\"poem\"]` in Cargo.toml"
        );
    };
}
