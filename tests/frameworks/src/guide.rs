//! The examples of the guide compile.

#[cfg(feature = "actix-web")]
#[doc = include_str!("../../../docs/frameworks/actix_web.md")]
struct ActixWeb;

#[cfg(feature = "async-graphql")]
#[doc = include_str!("../../../docs/frameworks/async_graphql.md")]
struct AsyncGraphql;

#[doc = include_str!("../../../docs/frameworks/axum.md")]
struct Axum;

#[cfg(feature = "dioxus")]
#[doc = include_str!("../../../docs/frameworks/dioxus.md")]
struct Dioxus;

#[cfg(feature = "dropshot")]
#[doc = include_str!("../../../docs/frameworks/dropshot.md")]
struct Dropshot;

#[doc = include_str!("../../../docs/frameworks/README.md")]
struct Guide;

#[doc = include_str!("../../../docs/frameworks/hyper.md")]
struct Hyper;

#[cfg(feature = "jsonrpsee")]
#[doc = include_str!("../../../docs/frameworks/jsonrpsee.md")]
struct Jsonrpsee;

#[cfg(feature = "juniper")]
#[doc = include_str!("../../../docs/frameworks/juniper.md")]
struct Juniper;

#[cfg(feature = "lambda-http")]
#[doc = include_str!("../../../docs/frameworks/lambda_http.md")]
struct LambdaHttp;

#[cfg(feature = "leptos")]
#[doc = include_str!("../../../docs/frameworks/leptos.md")]
struct Leptos;

#[doc = include_str!("../../../docs/frameworks/loco.md")]
struct Loco;

#[cfg(feature = "poem")]
#[doc = include_str!("../../../docs/frameworks/poem.md")]
struct Poem;

#[cfg(feature = "rmcp")]
#[doc = include_str!("../../../docs/frameworks/rmcp.md")]
struct Rmcp;

#[cfg(feature = "rocket")]
#[doc = include_str!("../../../docs/frameworks/rocket.md")]
struct Rocket;

#[cfg(feature = "salvo")]
#[doc = include_str!("../../../docs/frameworks/salvo.md")]
struct Salvo;

#[cfg(feature = "tonic")]
#[doc = include_str!("../../../docs/frameworks/tonic.md")]
struct Tonic;

#[cfg(feature = "warp")]
#[doc = include_str!("../../../docs/frameworks/warp.md")]
struct Warp;
