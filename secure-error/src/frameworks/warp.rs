//! warp 0.4 (feature `warp`).

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(warp)]
/// struct Error;
/// ```
#[cfg(not(feature = "warp"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_warp {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(warp)]` needs a feature of secure-error; write `features = [\"warp\"]` in Cargo.toml"
        );
    };
}
