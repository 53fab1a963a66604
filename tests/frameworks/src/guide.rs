//! The examples of the guide compile.

#[doc = include_str!("../../../docs/frameworks/axum.md")]
struct Axum;

#[doc = include_str!("../../../docs/frameworks/hyper.md")]
struct Hyper;

#[cfg(feature = "warp")]
#[doc = include_str!("../../../docs/frameworks/warp.md")]
struct Warp;
