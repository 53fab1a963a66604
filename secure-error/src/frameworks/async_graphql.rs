//! async-graphql 7 (feature `async-graphql`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(async_graphql)]
/// struct Error;
/// ```
#[cfg(not(feature = "async-graphql"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_async_graphql {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(async_graphql)]` needs a feature of secure-error; write `features = [\"async-graphql\"]` in Cargo.toml"
        );
    };
}
