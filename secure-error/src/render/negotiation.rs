//! Proactive negotiation: which offered format the client prefers (RFC 9110 section 12.5.1).
//!
//! Negotiation only chooses: everything that is sent comes from the [`Format`], nothing from the request. `Accept` is read
//! with bounds; if it is invalid the client gets the default, never a 406.
//!
//! There is no `Vary`: it controls whether a cache may reuse a response (RFC 9110 section 12.5.5), and error responses are
//! never stored.

use super::{Format, ProblemJson};
use crate::request::scope;
use crate::request::unwind::contained;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};
use mediatype::{MediaType, MediaTypeBuf, MediaTypeList, Name, ReadParams};
use std::fmt;
use std::sync::Arc;

/// A longer `Accept`, in bytes, is ignored. Browsers send about 150.
const MAX_BYTES: usize = 2048;
/// An `Accept` with more media ranges is ignored.
const MAX_RANGES: usize = 64;

/// The formats that an application offers.
#[derive(Clone)]
pub(crate) struct Formats {
    /// For clients that prefer none of the others.
    default: Offer,
    offered: Vec<Offer>,
}

/// A format, and its media type if that is valid.
#[derive(Clone)]
struct Offer {
    format: Arc<dyn Format>,
    media_type: Option<MediaTypeBuf>,
}

/// The preference of the client of a request, in case the request fails.
#[derive(Clone)]
pub(crate) struct Preference {
    formats: Arc<Formats>,
    accept: Option<HeaderValue>,
}

impl Default for Formats {
    fn default() -> Self {
        Self {
            default: Offer::new(ProblemJson),
            offered: Vec::new(),
        }
    }
}

impl Formats {
    pub(crate) fn set_default(&mut self, format: impl Format + 'static) {
        self.default = Offer::new(format);
    }

    pub(crate) fn offer(&mut self, format: impl Format + 'static) {
        self.offered.push(Offer::new(format));
    }

    /// The format for an `Accept`. Returns `None` if it is invalid or matches no format.
    fn preferred(&self, accept: &str) -> Option<&Offer> {
        let ranges = ranges(accept)?;
        let offers = || std::iter::once(&self.default).chain(&self.offered);
        let has_json = offers().any(|it| it.media_type.as_ref().is_some_and(is_json));
        let quality = |offer: &&Offer| offer.quality(&ranges, has_json);
        // A tie goes to the first, and `max_by_key` returns the last.
        offers().rev().filter(|offer| quality(offer) > 0).max_by_key(quality)
    }
}

impl fmt::Debug for Formats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media_type = |offer: &Offer| offer.media_type.as_ref().map(ToString::to_string);
        f.debug_struct("Formats")
            .field("default", &media_type(&self.default))
            .field("offered", &self.offered.iter().map(media_type).collect::<Vec<_>>())
            .finish()
    }
}

impl Offer {
    /// An invalid media type matches only `*/*`.
    fn new(format: impl Format + 'static) -> Self {
        let media_type = contained(|| {
            let media_type = format.content_type().to_str().ok()?.to_owned();
            MediaTypeBuf::from_string(media_type).ok()
        });
        Self {
            format: Arc::new(format),
            media_type: media_type.flatten(),
        }
    }

    /// The quality of this format, in thousandths: that of the most specific matching range, the first of equally specific
    /// ones; 0 if none matches.
    fn quality(&self, ranges: &[MediaRange<'_>], has_json: bool) -> u16 {
        let specificity = |range: &MediaRange<'_>| range.specificity(self.media_type.as_ref(), has_json);
        let naming = ranges
            .iter()
            .rev()
            .filter_map(|range| Some((specificity(range)?, range.quality)));
        naming
            .max_by_key(|(specificity, _)| *specificity)
            .map_or(0, |(_, quality)| quality)
    }
}

impl Preference {
    pub(crate) fn of(formats: &Arc<Formats>, headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(ACCEPT).iter();
        let (first, second) = (values.next(), values.next());
        // It is not kept if there is nothing to choose from. A repeated header is ignored, as everywhere in the boundary.
        let counts = !formats.offered.is_empty() && second.is_none();
        let accept = first.filter(|value| counts && value.len() <= MAX_BYTES).cloned();
        Self {
            formats: Arc::clone(formats),
            accept,
        }
    }

    pub(super) fn format(&self) -> &dyn Format {
        let accept = self.accept.as_ref().and_then(|accept| accept.to_str().ok());
        // The client's text goes through a third-party parser, which is not known to panic.
        let preferred = contained(|| accept.and_then(|accept| self.formats.preferred(accept)));
        &*preferred.flatten().unwrap_or(&self.formats.default).format
    }
}

/// The preference of the client of the current request. Returns `None` if the application offers no choice.
pub(super) fn current() -> Option<Preference> {
    scope::current()?.extensions().get().cloned()
}

/// One element of `Accept`.
struct MediaRange<'a> {
    media_type: MediaType<'a>,
    /// The number of parameters before `q`. Those that follow it are ignored.
    parameters: usize,
    /// In thousandths.
    quality: u16,
}

/// How precisely a range names a media type, then with how many parameters.
type Specificity = (Precision, usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Anything,
    Type,
    /// `application/json` for `application/problem+json`.
    Suffix,
    Exact,
}

/// The valid media ranges of an `Accept`. Returns `None` if there are too many.
fn ranges(accept: &str) -> Option<Vec<MediaRange<'_>>> {
    let elements: Vec<_> = MediaTypeList::new(accept).take(MAX_RANGES + 1).collect();
    (elements.len() <= MAX_RANGES).then(|| elements.into_iter().flatten().filter_map(MediaRange::new).collect())
}

impl<'a> MediaRange<'a> {
    fn new(media_type: MediaType<'a>) -> Option<Self> {
        let is_q = |name: &Name<'_>| name.as_str().eq_ignore_ascii_case("q");
        let mut weights = media_type.params().enumerate().filter(|(_, (name, _))| is_q(name));
        let (parameters, quality) = match weights.next() {
            Some((index, (_, value))) => (index, thousandths(value.as_str())?),
            None => (media_type.params.len(), 1000),
        };
        if weights.next().is_some() {
            return None;
        }
        Some(Self {
            media_type,
            parameters,
            quality,
        })
    }

    /// Returns `None` if the range does not match the offer, whose media type may be unknown.
    fn specificity(&self, offer: Option<&MediaTypeBuf>, has_json: bool) -> Option<Specificity> {
        let range = &self.media_type;
        let is_any = |name: Name<'_>| name.as_str() == "*";
        let level = match offer {
            _ if is_any(range.ty) => (is_any(range.subty) && range.suffix.is_none()).then_some(Precision::Anything),
            Some(offer) if range.ty != offer.ty() => None,
            Some(_) if is_any(range.subty) => range.suffix.is_none().then_some(Precision::Type),
            Some(offer) if range.subty == offer.subty() && range.suffix == offer.suffix() => Some(Precision::Exact),
            // A client that accepts JSON accepts problem details, unless a format is exactly JSON.
            Some(offer) if !has_json && is_json_essence(range) && offer.suffix() == Some(JSON) => {
                Some(Precision::Suffix)
            }
            _ => None,
        }?;
        let asked = || range.params().take(self.parameters);
        let has = |(name, value): &(Name<'_>, mediatype::Value<'_>)| {
            let own = offer.and_then(|offer| offer.get_param(*name));
            let value = value.unquoted_str();
            match own {
                Some(own) => own.unquoted_str().eq_ignore_ascii_case(&value),
                // Clients write `application/json; charset=utf-8`, although JSON defines no such parameter.
                None => name.as_str().eq_ignore_ascii_case("charset") && value.eq_ignore_ascii_case("utf-8"),
            }
        };
        asked()
            .all(|parameter| has(&parameter))
            .then(|| (level, asked().count()))
    }
}

const APPLICATION: Name<'static> = Name::new_unchecked("application");
const JSON: Name<'static> = Name::new_unchecked("json");

fn is_json(media_type: &MediaTypeBuf) -> bool {
    is_json_essence(&media_type.essence())
}

fn is_json_essence(media_type: &MediaType<'_>) -> bool {
    media_type.ty == APPLICATION && media_type.subty == JSON && media_type.suffix.is_none()
}

/// A quality value: 0 to 1 with three decimals at most (RFC 9110 section 12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match (whole, format!("{decimals:0<3}").parse().ok()?) {
        ("0", decimals) => Some(decimals),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#[path = "tests/negotiation.rs"]
mod tests;
