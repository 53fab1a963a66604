//! Reads the attributes: tokens in, plain data with spans out. Rules of a single attribute are checked here; rules of
//! several attributes together are in `check`.

pub(crate) mod container;
pub(crate) mod internal;
pub(crate) mod keys;
pub(crate) mod public;

use syn::ext::IdentExt as _;
use syn::{Attribute, Ident, Path};

use crate::diagnostics::Diagnostics;
use container::TypeAttrs;
use internal::{InternalAttr, InternalField};
use keys::{Form, Once};
use public::{FieldAnswer, PublicAttr, PublicField};

/// The attributes of a variant or struct.
pub(crate) struct VariantAttrs {
    pub(crate) public: Option<PublicAttr>,
    pub(crate) internal: Option<InternalAttr>,
}

/// The attributes of a field.
pub(crate) struct FieldAttrs {
    pub(crate) public: Option<PublicField>,
    /// `transparent` of `#[public(transparent)]`.
    pub(crate) face: Option<Ident>,
    pub(crate) internal: Option<InternalField>,
    pub(crate) source: Option<Path>,
    pub(crate) from: Option<Path>,
    pub(crate) backtrace: Option<Path>,
}

/// Attributes of ours, by place. Those of other macros are not looked at.
const OURS: &[&str] = &["public", "internal", "source", "from", "backtrace", "secure_error"];

pub(crate) fn type_attrs(attrs: &[Attribute], is_enum: bool, cx: &Diagnostics) -> TypeAttrs {
    refuse_raw(attrs, cx);
    if is_enum {
        for (attr, name) in ours(attrs).filter(|(_, name)| *name != "secure_error") {
            let place = if matches!(name, "public" | "internal") {
                "each variant"
            } else {
                "a field"
            };
            cx.error(
                attr,
                format_args!("`#[{name}]` does not apply to a whole enum; write it on {place}"),
            );
        }
    }
    container::on_type(
        ours(attrs)
            .filter(|(_, name)| *name == "secure_error")
            .map(|(attr, _)| attr),
        cx,
    )
}

pub(crate) fn variant_attrs(attrs: &[Attribute], is_struct: bool, cx: &Diagnostics) -> VariantAttrs {
    let place = if is_struct { "struct" } else { "variant" };
    if !is_struct {
        refuse_raw(attrs, cx);
    }
    let mut public = AtMostOne::new();
    let mut internal = AtMostOne::new();
    for (attr, name) in ours(attrs) {
        match name {
            "public" => public.offer(attr, cx, public::on_variant),
            "internal" => internal.offer(attr, cx, internal::on_variant),
            "secure_error" if is_struct => {}
            "secure_error" => cx.error(
                attr,
                "`#[secure_error]` configures the whole type; write it on the enum",
            ),
            _ => cx.error(
                attr,
                format_args!("`#[{name}]` does not apply to a {place}; write it on a field"),
            ),
        }
    }
    VariantAttrs {
        public: public.value,
        internal: internal.value,
    }
}

pub(crate) fn field_attrs(attrs: &[Attribute], cx: &Diagnostics) -> FieldAttrs {
    refuse_raw(attrs, cx);
    let mut public = AtMostOne::new();
    let mut internal = AtMostOne::new();
    let mut source = Once::new("#[source]");
    let mut from = Once::new("#[from]");
    let mut backtrace = Once::new("#[backtrace]");
    for (attr, name) in ours(attrs) {
        match name {
            "public" => public.offer(attr, cx, public::on_field),
            "internal" => internal.offer(attr, cx, internal::on_field),
            "source" => mark(&mut source, attr, name, cx),
            "from" => mark(&mut from, attr, name, cx),
            "backtrace" => mark(&mut backtrace, attr, name, cx),
            _ => cx.error(
                attr,
                "`#[secure_error]` configures the whole type; write it on the type",
            ),
        }
    }
    let (public, face) = match public.value {
        Some(FieldAnswer::Value(public)) => (Some(public), None),
        Some(FieldAnswer::Face(face)) => (None, Some(face)),
        None => (None, None),
    };
    FieldAttrs {
        public,
        face,
        internal: internal.value,
        source: source.into_inner(),
        from: from.into_inner(),
        backtrace: backtrace.into_inner(),
    }
}

/// An attribute that is just a name.
fn mark(slot: &mut Once<Path>, attr: &Attribute, name: &str, cx: &Diagnostics) {
    if !matches!(attr.meta, syn::Meta::Path(_)) {
        cx.error(
            attr,
            format_args!("`#[{name}]` takes no arguments; write `#[{name}]` alone"),
        );
    }
    if let Some(ident) = attr.path().get_ident() {
        slot.set(cx, ident, attr.path().clone());
    }
}

/// An attribute that may be written once. A second one is an error even if the first was malformed.
struct AtMostOne<T> {
    seen: bool,
    value: Option<T>,
}

impl<T> AtMostOne<T> {
    const fn new() -> Self {
        Self {
            seen: false,
            value: None,
        }
    }

    fn offer(&mut self, attr: &Attribute, cx: &Diagnostics, parse: fn(&Attribute, &Diagnostics) -> Option<T>) {
        let name = attr.path().get_ident().map_or_else(String::new, ToString::to_string);
        if self.seen {
            let form = if matches!(keys::form(attr), Form::List) {
                "(…)"
            } else {
                ""
            };
            cx.error(
                attr,
                format_args!("duplicate `#[{name}{form}]`; write everything in one attribute"),
            );
            return;
        }
        self.seen = true;
        self.value = parse(attr, cx);
    }
}

fn ours(attrs: &[Attribute]) -> impl Iterator<Item = (&Attribute, &'static str)> {
    attrs.iter().filter_map(|attr| {
        OURS.iter()
            .find(|name| attr.path().is_ident(name))
            .map(|name| (attr, *name))
    })
}

/// `#[r#public]` is the same attribute for the compiler, but a search for `#[public` does not find it.
pub(crate) fn refuse_raw(attrs: &[Attribute], cx: &Diagnostics) {
    for ident in attrs.iter().filter_map(|attr| attr.path().get_ident()) {
        let name = ident.unraw();
        if *ident != name && OURS.iter().any(|ours| name == ours) {
            cx.error(
                ident,
                format_args!("`#[{ident}]` hides from a search; write `#[{name}]`"),
            );
        }
    }
}
