//! The examples of the guide compile.

#[doc = include_str!("../../../docs/frameworks/axum.md")]
struct Axum;

#[cfg(feature = "dioxus")]
#[doc = include_str!("../../../docs/frameworks/dioxus.md")]
struct Dioxus;

#[doc = include_str!("../../../docs/frameworks/hyper.md")]
struct Hyper;

#[cfg(feature = "leptos")]
#[doc = include_str!("../../../docs/frameworks/leptos.md")]
struct Leptos;

#[doc = include_str!("../../../docs/frameworks/loco.md")]
struct Loco;

#[cfg(feature = "warp")]
#[doc = include_str!("../../../docs/frameworks/warp.md")]
struct Warp;
