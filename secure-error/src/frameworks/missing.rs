//! The compile error for a type with the attribute of a framework whose feature is off.

/// `$` is passed in, because a macro cannot write one for the macro that it defines.
macro_rules! missing {
    ($dollar:tt $($feature:literal $name:literal $expander:ident;)*) => {
        $(
            /// Names the missing feature.
            #[cfg(not(feature = $feature))]
            #[doc(hidden)]
            #[macro_export]
            macro_rules! $expander {
                ($dollar($dollar type:tt)*) => {
                    $crate::__private::core::compile_error!($crate::__private::core::concat!(
                        "`#[secure_error(", $name, ")]` needs a feature of secure-error; write `features = [\"", $feature,
                        "\"]` in Cargo.toml"
                    ));
                };
            }
        )*
    };
}

missing! {
    $
    "actix-web" "actix_web" __impl_actix_web;
    "async-graphql" "async_graphql" __impl_async_graphql;
    "axum" "axum" __impl_axum;
    "dioxus" "dioxus" __impl_dioxus;
    "dropshot" "dropshot" __impl_dropshot;
    "jsonrpsee" "jsonrpsee" __impl_jsonrpsee;
    "juniper" "juniper" __impl_juniper;
    "lambda-http" "lambda_http" __impl_lambda_http;
    "leptos" "leptos" __impl_leptos;
    "poem" "poem" __impl_poem;
    "rmcp" "rmcp" __impl_rmcp;
    "rocket" "rocket" __impl_rocket;
    "salvo" "salvo" __impl_salvo;
    "tonic" "tonic" __impl_tonic;
    "warp" "warp" __impl_warp;
}

/// Such a type is a compile error already, which need not be reported twice.
#[cfg(not(feature = "async-graphql"))]
pub const fn introduce<E>() {}
