//! Server functions of leptos 0.8, through `server_fn` only (feature `leptos`; Rust 1.88).

mod fault;

pub use self::fault::{Leptos, NoProblemDetails, ProblemEncoding, ServerFnFault};
pub use super::{ReceivedViolation, ServerFnFaultOf, ServerFnSource};

/// `?` in a server function takes a type with `#[secure_error(leptos)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_leptos {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::ServerFnSource<$crate::frameworks::leptos::Leptos> for $type $($bounds)* {}
    };
}
