//! The type as its author meant it: every field with its role, every message resolved.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{Data, DeriveInput, Fields, GenericArgument, Ident, LitStr, Member, PathArguments, Type as SynType};

use crate::case::words;
use crate::diagnostics::Diagnostics;
use crate::parse::container::TypeAttrs;
use crate::parse::internal::InternalAttr;
use crate::parse::public::{AnswerAttr, OwnAnswer, PublicAttr};
use crate::parse::{self, FieldAttrs};
use crate::template::{Scope, Template, name_of};

/// A type that derives `SecureError`. A struct is a type with one variant.
pub(crate) struct Type<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) attrs: TypeAttrs,
    pub(crate) variants: Vec<Variant<'a>>,
}

/// A variant, or the struct itself.
pub(crate) struct Variant<'a> {
    /// The variant's name, or the struct's.
    pub(crate) ident: &'a Ident,
    pub(crate) is_struct: bool,
    pub(crate) public: Option<PublicAttr>,
    /// Index of the field whose response a transparent variant forwards.
    pub(crate) face: Option<usize>,
    pub(crate) internal: Option<InternalAttr>,
    /// `message = "…"` of `#[public(…)]`.
    pub(crate) message: Option<Template>,
    /// The format string of `#[internal("…")]`.
    pub(crate) report: Option<Template>,
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) index: usize,
    pub(crate) member: Member,
    /// Without `r#`; the number of a tuple field.
    pub(crate) name: String,
    pub(crate) ty: &'a SynType,
    /// The `T` of an `Option<T>`.
    pub(crate) inside_option: Option<&'a SynType>,
    pub(crate) role: Role,
    pub(crate) attrs: FieldAttrs,
    /// The name, or the type of a tuple field: where errors about the whole field go.
    pub(crate) span: Span,
}

/// What a field is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Data: public, internal or sealed.
    Data,
    /// The error underneath.
    Source,
    /// Its response is that of the variant, and another field is the source.
    Face,
    Backtrace,
    /// `&'static Location<'static>`
    Location,
}

impl<'a> Type<'a> {
    /// Builds the model, or `None` for a union.
    pub(crate) fn from_input(input: &'a DeriveInput, cx: &Diagnostics) -> Option<Self> {
        let is_enum = matches!(input.data, Data::Enum(_));
        let attrs = parse::type_attrs(&input.attrs, is_enum, cx);
        let variants = match &input.data {
            Data::Struct(data) => {
                vec![Variant::new(&input.ident, &input.attrs, &data.fields, &attrs, true, cx)]
            }
            Data::Enum(data) => data
                .variants
                .iter()
                .map(|variant| Variant::new(&variant.ident, &variant.attrs, &variant.fields, &attrs, false, cx))
                .collect(),
            Data::Union(data) => {
                cx.error(
                    data.union_token,
                    "a union cannot tell what went wrong; write an enum or a struct",
                );
                return None;
            }
        };
        Some(Self { input, attrs, variants })
    }

    /// Whether the derive writes `Display`, `Debug`, `Error` and `Serialize`.
    pub(crate) fn is_sealed(&self) -> bool {
        !self.attrs.unsealed
    }
}

impl<'a> Variant<'a> {
    fn new(
        ident: &'a Ident,
        attrs: &[syn::Attribute],
        fields: &'a Fields,
        ty: &TypeAttrs,
        is_struct: bool,
        cx: &Diagnostics,
    ) -> Self {
        let attrs = parse::variant_attrs(attrs, is_struct, cx);
        let mut fields: Vec<Field<'a>> = fields
            .iter()
            .enumerate()
            .map(|(index, field)| Field::new(index, field, cx))
            .collect();
        let (mut public, face) = choose_face(attrs.public, &mut fields, cx);
        if let Some(AnswerAttr::Own(own)) = public.as_mut().map(|public| &mut public.answer) {
            fill_in(own, ident, ty);
        }
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        let is_tuple = fields
            .first()
            .is_some_and(|field| matches!(field.member, Member::Unnamed(_)));
        let scope = Scope {
            fields: &names,
            is_tuple,
            is_struct,
        };
        let message = public.as_ref().and_then(|public| match &public.answer {
            AnswerAttr::Own(own) => own.message.clone(),
            AnswerAttr::Borrowed(_) | AnswerAttr::Transparent(_) => None,
        });
        let message = message.and_then(|message| Template::of_public(message, &scope, cx));
        let mut internal = attrs.internal;
        let report = internal.as_mut().and_then(|internal| internal.message.take());
        let report = report.and_then(|report| Template::of_internal(report, &scope, cx));
        Self {
            ident,
            is_struct,
            public,
            face,
            internal,
            message,
            report,
            fields,
        }
    }
}

/// Defaults of the type for responses that do not set these themselves.
fn fill_in(own: &mut OwnAnswer, ident: &Ident, ty: &TypeAttrs) {
    own.status = own.status.take().or_else(|| ty.status.clone());
    own.code = own.code.take().or_else(|| {
        let prefix = ty.code_prefix.as_ref().map_or_else(String::new, LitStr::value);
        let name = ty.code_case?(&words(&name_of(ident)));
        Some(LitStr::new(&(prefix + &name), ident.span()))
    });
}

/// The face of a variant: a field with `#[public(transparent)]`, which then holds for the variant, or the only field of a
/// transparent one. It is the source as well, unless another field is.
fn choose_face(
    public: Option<PublicAttr>,
    fields: &mut [Field<'_>],
    cx: &Diagnostics,
) -> (Option<PublicAttr>, Option<usize>) {
    let mut marked = fields
        .iter()
        .filter_map(|field| Some((field.index, field.attrs.face.as_ref()?)));
    let first = marked.next();
    for (_, extra) in marked {
        cx.error(
            extra,
            "a second face; a variant has the response of one field, remove `transparent` here",
        );
    }
    let (public, face) = match (public, first) {
        (Some(public), Some((_, mark))) => {
            cx.error(
                mark,
                "the variant has a response of its own; remove `#[public(…)]` there, or `#[public(transparent)]` here",
            );
            return (Some(public), None);
        }
        (None, Some((index, mark))) => {
            let public = PublicAttr {
                name: mark.clone().into(),
                answer: AnswerAttr::Transparent(mark.span()),
                distinguishable: false,
            };
            (Some(public), Some(index))
        }
        (Some(public), None) if matches!(public.answer, AnswerAttr::Transparent(_)) => {
            let mut data = fields
                .iter()
                .filter(|field| matches!(field.role, Role::Data | Role::Source));
            let only = match (data.next(), data.next()) {
                (Some(only), None) => Some(only.index),
                _ => None,
            };
            (Some(public), only)
        }
        (public, None) => (public, None),
    };
    let is_other = |field: &Field<'_>| field.role == Role::Source && Some(field.index) != face;
    let role = if fields.iter().any(is_other) {
        Role::Face
    } else {
        Role::Source
    };
    if let Some(field) = face.and_then(|index| fields.get_mut(index)) {
        field.role = role;
    }
    (public, face)
}

impl<'a> Field<'a> {
    fn new(index: usize, field: &'a syn::Field, cx: &Diagnostics) -> Self {
        let attrs = parse::field_attrs(&field.attrs, cx);
        let (member, name, span) = match &field.ident {
            Some(ident) => (Member::Named(ident.clone()), name_of(ident), ident.span()),
            None => (
                Member::from(index),
                index.to_string(),
                syn::spanned::Spanned::span(&field.ty),
            ),
        };
        let inside_option = inside_option(&field.ty);
        let ty = inside_option.unwrap_or(&field.ty);
        // `r#source` opts out, as in thiserror.
        let is_called_source = field.ident.as_ref().is_some_and(|ident| ident == "source");
        let role = if attrs.source.is_some() || attrs.from.is_some() || is_called_source {
            Role::Source
        } else if attrs.backtrace.is_none() && attrs.internal.is_some() {
            // A field with a rule for logging is data, whatever its type is called.
            Role::Data
        } else if attrs.backtrace.is_some() || ends_in(ty, "Backtrace") {
            Role::Backtrace
        } else if is_static_location(ty) {
            Role::Location
        } else {
            Role::Data
        };
        Self {
            index,
            member,
            name,
            ty: &field.ty,
            inside_option,
            role,
            attrs,
            span,
        }
    }

    /// The type without an `Option` around it.
    pub(crate) fn bare_type(&self) -> &'a SynType {
        self.inside_option.unwrap_or(self.ty)
    }

    /// `String`, or `&'a str`, but not `&'static str`, of which the compiler would say something about lifetimes.
    pub(crate) fn is_text(&self) -> bool {
        match ungroup(self.bare_type()) {
            SynType::Reference(reference) => {
                let is_static = reference
                    .lifetime
                    .as_ref()
                    .is_some_and(|lifetime| lifetime.ident == "static");
                !is_static && ends_in(&reference.elem, "str")
            }
            SynType::Path(path) => {
                let path = path.path.to_token_stream().to_string().replace(' ', "");
                let path = path.trim_start_matches("::");
                ["String", "std::string::String", "alloc::string::String"].contains(&path)
            }
            _ => false,
        }
    }

    /// Whether a function of the user formats it for the log.
    pub(crate) fn is_masked(&self) -> bool {
        self.attrs
            .internal
            .as_ref()
            .is_some_and(|internal| internal.with.is_some())
    }

    /// Whether it is marked as not a secret, whatever its name.
    pub(crate) fn is_raw(&self) -> bool {
        self.attrs.internal.as_ref().is_some_and(|internal| internal.raw)
    }

    /// `Violations` have a member of their own in every format.
    pub(crate) fn is_violations(&self) -> bool {
        ends_in(self.bare_type(), "Violations")
    }
}

/// The type inside a group without delimiters, as `$t:ty` in `macro_rules!` leaves it.
pub(crate) fn ungroup(mut ty: &SynType) -> &SynType {
    while let SynType::Group(group) = ty {
        ty = &group.elem;
    }
    ty
}

/// The last segment of a type's path.
fn last_segment(ty: &SynType) -> Option<&syn::PathSegment> {
    match ungroup(ty) {
        SynType::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

fn ends_in(ty: &SynType, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

fn inside_option(ty: &SynType) -> Option<&SynType> {
    let segment = last_segment(ty).filter(|segment| segment.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    let mut arguments = arguments.args.iter();
    match (arguments.next(), arguments.next()) {
        (Some(GenericArgument::Type(inside)), None) => Some(inside),
        _ => None,
    }
}

/// `&'static Location<'static>`, the only thing that `Location::caller()` gives.
fn is_static_location(ty: &SynType) -> bool {
    match ungroup(ty) {
        SynType::Reference(reference) => {
            reference
                .lifetime
                .as_ref()
                .is_some_and(|lifetime| lifetime.ident == "static")
                && reference.mutability.is_none()
                && ends_in(&reference.elem, "Location")
        }
        _ => false,
    }
}
