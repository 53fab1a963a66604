//! What to generate: a checked type with every decision taken. `expand` turns it into tokens and decides nothing.

use proc_macro2::Ident;
use secure_error_rules::GrpcCode;
use syn::{DeriveInput, LitStr, Member, Path, Type as SynType, WherePredicate};

use crate::bounds;
use crate::model::{Field, Role, Type, Variant};
use crate::parse::container::TypeAttrs;
pub(crate) use crate::parse::public::Allow;
use crate::parse::public::{AnswerAttr, OwnAnswer, RetryAfter};
use crate::template::{Style, Template, name_of};

pub(crate) struct Plan<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) attrs: TypeAttrs,
    /// The bounds on the type parameters.
    pub(crate) bounds: Vec<WherePredicate>,
    pub(crate) variants: Vec<VariantPlan<'a>>,
}

pub(crate) struct VariantPlan<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) is_struct: bool,
    pub(crate) answer: Answer,
    /// Index of the field whose response it forwards.
    face: Option<usize>,
    pub(crate) origin: Origin,
    /// The message for operators.
    pub(crate) message: Option<Template>,
    pub(crate) fields: Vec<FieldPlan<'a>>,
}

/// The response for clients.
pub(crate) enum Answer {
    Own(Box<OwnPlan>),
    Borrowed {
        constant: Path,
        distinguishable: bool,
    },
    /// The response of the face.
    Transparent,
}

pub(crate) struct OwnPlan {
    pub(crate) status: u16,
    pub(crate) code: Option<LitStr>,
    pub(crate) title: Option<LitStr>,
    /// Without placeholders, or the template as it stands in the attribute.
    pub(crate) message: Option<String>,
    /// The message, if it has placeholders.
    pub(crate) template: Option<Template>,
    pub(crate) retry_after: Option<u32>,
    /// Index of the `Duration` field.
    pub(crate) retry_after_field: Option<usize>,
    pub(crate) challenge: Option<LitStr>,
    pub(crate) allow: Option<Allow>,
    pub(crate) headers: Vec<(LitStr, LitStr)>,
    pub(crate) grpc: Option<GrpcCode>,
    pub(crate) distinguishable: bool,
}

/// The constant part of the report of a variant.
pub(crate) struct Origin {
    pub(crate) level: Option<&'static str>,
    pub(crate) retry: Option<&'static str>,
    pub(crate) alert: bool,
    pub(crate) event: Option<LitStr>,
}

pub(crate) struct FieldPlan<'a> {
    pub(crate) index: usize,
    pub(crate) member: Member,
    pub(crate) name: String,
    pub(crate) ty: &'a SynType,
    pub(crate) optional: bool,
    pub(crate) from: bool,
    pub(crate) use_: Use,
}

/// The visibility of a field.
pub(crate) enum Use {
    /// Sealed.
    Sealed,
    /// Operators see it.
    Internal(Logged),
    /// Clients see it under this name, operators too.
    Public {
        name: String,
    },
    Source {
        redact: bool,
        /// If it is `Violations`, the response lists them.
        listed: bool,
    },
    /// An error whose response is forwarded: a cause, too.
    Face {
        redact: bool,
    },
    Backtrace,
    Location,
}

/// How an internal field is formatted.
pub(crate) enum Logged {
    /// By `Display`, or else by `Debug`.
    AsItIs,
    /// The same, marked `raw`: it is not a secret.
    Raw,
    /// Exactly as the message shows it, so that no more is logged than the message contains.
    AsShown(Style, String),
    /// By a function of the user's.
    With(Path),
}

impl<'a> Plan<'a> {
    pub(crate) fn new(ty: Type<'a>) -> Self {
        let inferred = bounds::infer(&ty);
        let bounds = ty.attrs.bound.clone().unwrap_or(inferred);
        let is_sealed = ty.is_sealed();
        let variants = ty.variants.into_iter();
        let variants = variants.map(|variant| VariantPlan::new(variant, is_sealed)).collect();
        Self {
            input: ty.input,
            attrs: ty.attrs,
            bounds,
            variants,
        }
    }
}

impl<'a> VariantPlan<'a> {
    fn new(variant: Variant<'a>, is_sealed: bool) -> Self {
        let Variant {
            ident,
            is_struct,
            public,
            face,
            internal,
            message,
            report,
            fields,
        } = variant;
        let has_own_answer = public
            .as_ref()
            .is_some_and(|public| matches!(public.answer, AnswerAttr::Own(_)));
        let fields: Vec<FieldPlan<'a>> = fields
            .into_iter()
            .map(|field| FieldPlan::new(field, face, report.as_ref(), is_sealed, has_own_answer))
            .collect();
        let answer = match public {
            None => Answer::undecided(),
            Some(public) => match public.answer {
                AnswerAttr::Own(own) => Answer::own(*own, message, &fields, public.distinguishable),
                AnswerAttr::Borrowed(constant) => Answer::Borrowed {
                    constant,
                    distinguishable: public.distinguishable,
                },
                AnswerAttr::Transparent(_) => Answer::Transparent,
            },
        };
        let origin = internal.map_or(
            Origin {
                level: None,
                retry: None,
                alert: false,
                event: None,
            },
            |internal| Origin {
                level: internal.level,
                retry: internal.retry,
                alert: internal.alert,
                event: internal.event,
            },
        );
        Self {
            ident,
            is_struct,
            answer,
            face,
            origin,
            message: report,
            fields,
        }
    }

    /// Whether the report has a source.
    pub(crate) fn has_source(&self) -> bool {
        let is_cause = |field: &FieldPlan<'_>| matches!(field.use_, Use::Source { .. } | Use::Face { .. });
        self.fields.iter().any(is_cause)
    }

    /// The field whose response it forwards.
    pub(crate) fn face(&self) -> Option<&FieldPlan<'a>> {
        self.fields.get(self.face?)
    }
}

impl Answer {
    /// Without `#[public]` it is a constant 500.
    fn undecided() -> Self {
        Self::own(OwnAnswer::default(), None, &[], false)
    }

    fn own(own: OwnAnswer, message: Option<Template>, fields: &[FieldPlan<'_>], distinguishable: bool) -> Self {
        let constant = message.as_ref().and_then(Template::constant);
        let (retry_after, retry_after_field) = match own.retry_after {
            Some(RetryAfter::Seconds(seconds)) => (Some(seconds), None),
            Some(RetryAfter::Field(name)) => (
                None,
                fields
                    .iter()
                    .find(|field| name_of(&name) == field.name)
                    .map(|field| field.index),
            ),
            None => (None, None),
        };
        Self::Own(Box::new(OwnPlan {
            status: own.status.map_or(500, |status| status.value),
            code: own.code,
            title: own.title,
            message: constant
                .clone()
                .or_else(|| message.as_ref().map(|message| message.literal.value())),
            template: message.filter(|_| constant.is_none()),
            retry_after,
            retry_after_field,
            challenge: own.challenge,
            allow: own.allow,
            headers: own.headers,
            grpc: own.grpc.map(|code| code.value),
            distinguishable,
        }))
    }
}

impl<'a> FieldPlan<'a> {
    fn new(
        field: Field<'a>,
        face: Option<usize>,
        report: Option<&Template>,
        is_sealed: bool,
        has_own_answer: bool,
    ) -> Self {
        let is_violations = field.is_violations();
        let redact = field
            .attrs
            .internal
            .as_ref()
            .is_some_and(|internal| internal.redact.is_some());
        let use_ = match field.role {
            _ if face == Some(field.index) => Use::Face { redact },
            Role::Source | Role::Face => Use::Source {
                redact,
                listed: is_violations && has_own_answer,
            },
            Role::Backtrace => Use::Backtrace,
            Role::Location => Use::Location,
            Role::Data => match (field.attrs.public.as_ref(), field.attrs.internal) {
                // For another type called `Violations`, the name is fine too.
                (Some(_), _) if is_violations => Use::Public {
                    name: "violations".to_owned(),
                },
                (Some(public), _) => Use::Public {
                    name: public.rename.as_ref().map_or_else(|| field.name.clone(), LitStr::value),
                },
                (None, Some(internal)) => Use::Internal(match internal.with {
                    Some(path) => Logged::With(path),
                    None if internal.raw => Logged::Raw,
                    None => Logged::AsItIs,
                }),
                (None, None) => match report.and_then(|report| report.shown_as(field.index)) {
                    // An unsealed type that shows itself names every field.
                    None if !is_sealed && report.is_some_and(Template::shows_self) => Use::Internal(Logged::AsItIs),
                    None => Use::Sealed,
                    Some((style, spec)) => Use::Internal(Logged::AsShown(style, spec.to_owned())),
                },
            },
        };
        Self {
            index: field.index,
            member: field.member,
            name: field.name,
            ty: field.inside_option.unwrap_or(field.ty),
            optional: field.inside_option.is_some(),
            from: field.attrs.from.is_some(),
            use_,
        }
    }

    /// The masking function of an internal field.
    pub(crate) fn with(&self) -> Option<&Path> {
        match &self.use_ {
            Use::Internal(Logged::With(path)) => Some(path),
            _ => None,
        }
    }
}
