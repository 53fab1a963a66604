//! The standard traits of a sealed type: formatting or serializing it shows the public view only.

use crate::error::SecureError;
use crate::internal::offer;
use std::fmt;

/// `Display` of a sealed error: the public message, with the requested width and precision.
///
/// # Errors
/// Only what the writer behind `f` reports.
pub fn fmt_display(error: &(impl SecureError + ?Sized), f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // An error of which only `dyn Error` is left is recognised by this call.
    offer::offer(|| error.report());
    f.pad(&error.public_message())
}

/// `Debug` of a sealed error: type, status, code and public message, and nothing else.
///
/// # Errors
/// Only what the writer behind `f` reports.
pub fn fmt_debug(error: &(impl SecureError + ?Sized), type_name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    offer::offer(|| error.report());
    let public = error.public();
    f.debug_struct(type_name)
        .field("status", &public.status().as_u16())
        .field("code", &public.code())
        .field("message", &public.message())
        .finish()
}

/// `Serialize` of a sealed error: the public view.
///
/// # Errors
/// Only what the serializer reports.
pub fn serialize<S: serde::Serializer>(error: &(impl SecureError + ?Sized), serializer: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&error.public(), serializer)
}

/// The impls of a sealed type. If another one exists, the compiler quotes the name of this macro (E0119).
#[doc(hidden)]
#[macro_export]
macro_rules! __sealed_so_remove_the_other_impl_or_write_unsealed {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*) ($name:literal) ($($introduce:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::core::fmt::Display for $type $($bounds)* {
            fn fmt(&self, formatter: &mut $crate::__private::core::fmt::Formatter<'_>) -> $crate::__private::core::fmt::Result {
                $($introduce)*
                $crate::__private::fmt_display(self, formatter)
            }
        }

        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::core::fmt::Debug for $type $($bounds)* {
            fn fmt(&self, formatter: &mut $crate::__private::core::fmt::Formatter<'_>) -> $crate::__private::core::fmt::Result {
                $crate::__private::fmt_debug(self, $name, formatter)
            }
        }

        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::std::error::Error for $type $($bounds)* {}

        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::serde::Serialize for $type $($bounds)* {
            fn serialize<__SecureErrorSerializer: $crate::__private::serde::Serializer>(
                &self,
                serializer: __SecureErrorSerializer,
            ) -> $crate::__private::core::result::Result<__SecureErrorSerializer::Ok, __SecureErrorSerializer::Error> {
                $crate::__private::serialize(self, serializer)
            }
        }
    };
}
