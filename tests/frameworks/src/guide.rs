//! The examples of the guide compile.

#[cfg(feature = "async-graphql")]
#[doc = include_str!("../../../docs/frameworks/async_graphql.md")]
struct AsyncGraphql;

#[doc = include_str!("../../../docs/frameworks/axum.md")]
struct Axum;

#[doc = include_str!("../../../docs/frameworks/hyper.md")]
struct Hyper;

#[cfg(feature = "juniper")]
#[doc = include_str!("../../../docs/frameworks/juniper.md")]
struct Juniper;

#[cfg(feature = "poem")]
#[doc = include_str!("../../../docs/frameworks/poem.md")]
struct Poem;

#[cfg(feature = "salvo")]
#[doc = include_str!("../../../docs/frameworks/salvo.md")]
struct Salvo;
#[cfg(feature = "rocket")]
#[doc = include_str!("../../../docs/frameworks/rocket.md")]
struct Rocket;

#[cfg(feature = "tonic")]
#[doc = include_str!("../../../docs/frameworks/tonic.md")]
struct Tonic;

#[cfg(feature = "warp")]
#[doc = include_str!("../../../docs/frameworks/warp.md")]
struct Warp;
