//! The standard impls of a sealed type: each shows the public view only.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::LitStr;

use super::context::Context;
use crate::template::name_of;

/// `Display`, `Debug`, `Error` and `Serialize`.
pub(crate) fn expand(cx: &Context<'_>) -> TokenStream {
    let private = &cx.private;
    let name = LitStr::new(&name_of(&cx.input.ident), Span::call_site());
    // A framework that keeps an error as `dyn Any` displays it first.
    let introduce = cx.introduces_itself().then(|| quote!(#private::introduce::<Self>();));
    let display = cx.implement(
        &quote!(#private::core::fmt::Display),
        &quote! {
            fn fmt(&self, formatter: &mut #private::core::fmt::Formatter<'_>) -> #private::core::fmt::Result {
                #introduce
                #private::fmt_display(self, formatter)
            }
        },
    );
    let debug = cx.implement(
        &quote!(#private::core::fmt::Debug),
        &quote! {
            fn fmt(&self, formatter: &mut #private::core::fmt::Formatter<'_>) -> #private::core::fmt::Result {
                #private::fmt_debug(self, #name, formatter)
            }
        },
    );
    let error = cx.implement(&quote!(#private::std::error::Error), &TokenStream::new());
    let serialize = cx.implement(
        &quote!(#private::serde::Serialize),
        &quote! {
            fn serialize<__SecureErrorSerializer: #private::serde::Serializer>(
                &self,
                serializer: __SecureErrorSerializer,
            ) -> #private::core::result::Result<__SecureErrorSerializer::Ok, __SecureErrorSerializer::Error> {
                #private::serialize(self, serializer)
            }
        },
    );
    quote!(#display #debug #error #serialize)
}
