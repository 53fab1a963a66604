//! Server functions of dioxus 0.7, through `dioxus-fullstack` only (feature `dioxus`).

mod fault;

pub use self::fault::{Dioxus, ServerFnFault};
pub use super::{ReceivedViolation, ServerFnFaultOf, ServerFnSource};

/// `?` in a server function takes a type with `#[secure_error(dioxus)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_dioxus {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::ServerFnSource<$crate::frameworks::dioxus::Dioxus> for $type $($bounds)* {}
    };
}
