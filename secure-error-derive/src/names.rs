//! Where expansions find the runtime crate.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// `::secure_error`, or whatever `#[secure_error(crate = …)]` says.
pub(crate) fn crate_path(krate: Option<&Path>) -> TokenStream {
    krate.map_or_else(|| quote!(::secure_error), |path| quote!(#path))
}

/// The hidden module that expansions may name.
pub(crate) fn private_path(krate: Option<&Path>) -> TokenStream {
    let root = crate_path(krate);
    quote!(#root::__private)
}
