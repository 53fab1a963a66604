//! The standard impls of a sealed type: each shows the public view only.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::LitStr;

use super::context::Context;
use crate::template::name_of;

/// `Display`, `Debug`, `Error` and `Serialize`: the runtime has them in a macro, because the compiler quotes the name of that
/// macro when one of these impls exists already.
pub(crate) fn expand(cx: &Context<'_>) -> TokenStream {
    let private = &cx.private;
    let name = LitStr::new(&name_of(&cx.input.ident), Span::call_site());
    // A framework that keeps an error as `dyn Any` displays it first.
    let introduce = cx.introduces_itself().then(|| quote!(#private::introduce::<Self>();));
    let krate = &cx.krate;
    let ty = cx.macro_arguments();
    quote! {
        #krate::__sealed_so_remove_the_other_impl_or_write_unsealed! { #ty (#name) (#introduce) }
    }
}
