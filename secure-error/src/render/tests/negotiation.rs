use super::*;
use crate::public::PublicError;
use crate::render::{Envelope, FormatError, Html, PlainText};
use crate::request::RequestId;
use proptest::prelude::*;

const PROBLEM: &str = "application/problem+json";
const ENVELOPE: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

const CHROME: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,\
    application/signed-exchange;v=b3;q=0.7";

/// A format of which nothing but the media type matters.
struct Typed(&'static str);

impl Format for Typed {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static(self.0)
    }

    fn render(&self, _: &PublicError<'_>, _: &RequestId, _: &mut Vec<u8>) -> Result<(), FormatError> {
        Ok(())
    }
}

/// Problem details, and a page.
fn usual() -> Formats {
    let mut formats = Formats::default();
    formats.offer(Html);
    formats
}

fn of_types(default: &'static str, offered: &[&'static str]) -> Formats {
    let mut formats = Formats::default();
    formats.set_default(Typed(default));
    for media_type in offered {
        formats.offer(Typed(media_type));
    }
    formats
}

/// The media type that is sent for these lines of `Accept`.
fn sent_for_lines(formats: &Formats, lines: &[&[u8]]) -> String {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(ACCEPT, HeaderValue::from_bytes(line).unwrap());
    }
    let preference = Preference::of(&Arc::new(formats.clone()), &headers);
    preference.format().content_type().to_str().unwrap().to_owned()
}

fn sent(formats: &Formats, accept: &str) -> String {
    sent_for_lines(formats, &[accept.as_bytes()])
}

#[test]
fn a_browser_gets_the_page_and_everybody_else_the_default() {
    const FIREFOX: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for accept in [
        CHROME,
        FIREFOX,
        "text/html",
        "TEXT/HTML",
        "text/html;charset=UTF-8",
        "text/*",
    ] {
        assert_eq!(sent(&usual(), accept), HTML, "{accept}");
    }
    for accept in [
        "*/*",
        "application/json",
        "application/problem+json",
        "application/json, text/plain, */*",
        "application/json; charset=utf-8, text/html;q=0.9",
        "image/png",
        "text/html, */*",
        "application/xml",
    ] {
        assert_eq!(sent(&usual(), accept), PROBLEM, "{accept}");
    }
    assert_eq!(sent_for_lines(&usual(), &[]), PROBLEM);
}

#[test]
fn what_makes_no_sense_gets_the_default() {
    let long = format!("text/html{}", " ".repeat(MAX_BYTES));
    let many = format!("text/html{}", ",image/png".repeat(MAX_RANGES));
    let lines: [&[&[u8]]; 16] = [
        &[b""],
        &[b","],
        &[b"text/html;q=x"],
        &[b"text/html;q=1.001"],
        &[b"text/html;q=-1"],
        &[b"text/html;q=0.1234"],
        &[b"text/html;q=1;q=0.5"],
        &[b"text/html;level"],
        &[b"text/html;q=0.5;charset=\"open"],
        &[b"*/html"],
        &[b"text"],
        &[b"text/html\xFF"],
        &["text/html, größer".as_bytes()],
        // Repeated.
        &[b"text/html", b"text/html"],
        // Huge.
        &[long.as_bytes()],
        &[many.as_bytes()],
    ];
    for lines in lines {
        assert_eq!(sent_for_lines(&usual(), lines), PROBLEM, "{lines:?}");
    }
    let fits = format!("text/html{}", ",image/png".repeat(MAX_RANGES - 1));
    assert_eq!(sent(&usual(), &fits), HTML);
}

#[test]
fn malformed_ranges_among_others_are_ignored() {
    // What the HTTP client of Java sends.
    assert_eq!(sent(&usual(), "text/html, image/gif, *; q=.2, */*; q=.2"), HTML);
    assert_eq!(sent(&usual(), ";;;, text/html"), HTML);
}

#[test]
fn the_most_specific_range_counts_wherever_it_stands() {
    let formats = of_types(TEXT, &[HTML, "text/csv"]);
    for (accept, media_type) in [
        ("text/*;q=0.3, text/html;q=0.7, text/csv;q=0.5", HTML),
        ("text/csv;q=0.5, text/html;q=0.7, text/*;q=0.3", HTML),
        ("text/html;q=0.1, text/csv, */*;q=0.5", "text/csv"),
        ("text/html;q=0.2, text/html;charset=utf-8;q=0.9, text/*;q=0.8", HTML),
        ("text/html;charset=latin1, text/csv;q=0.5", "text/csv"),
        ("text/csv;header=present, text/html;q=0.1", HTML),
        ("text/html;q=0, */*", TEXT),
        ("text/plain;q=0, */*", HTML),
        ("text/plain;q=0.000, text/html;q=0.001", HTML),
    ] {
        assert_eq!(sent(&formats, accept), media_type, "{accept}");
    }
}

#[test]
fn the_first_of_equally_specific_ranges_counts() {
    assert_eq!(sent(&usual(), "text/html;q=1, text/html;q=0.1, */*;q=0.5"), HTML);
    assert_eq!(sent(&usual(), "text/html;q=0.1, text/html;q=1, */*;q=0.5"), PROBLEM);
}

#[test]
fn a_tie_goes_to_the_default_then_to_what_was_offered_first() {
    let formats = of_types(TEXT, &["text/csv", HTML]);
    assert_eq!(sent(&formats, "text/html, text/csv, text/plain"), TEXT);
    assert_eq!(sent(&formats, "text/html, text/csv"), "text/csv");
}

#[test]
fn if_everything_is_excluded_the_default_is_sent() {
    assert_eq!(sent(&usual(), "*/*;q=0"), PROBLEM);
    assert_eq!(sent(&usual(), "application/*;q=0, text/*;q=0"), PROBLEM);
    assert_eq!(sent(&of_types(HTML, &[ENVELOPE]), "image/*"), HTML);
}

#[test]
fn application_json_names_problem_details_unless_there_is_plain_json() {
    let page_first = of_types(HTML, &[PROBLEM]);
    assert_eq!(sent(&page_first, "application/json"), PROBLEM);
    assert_eq!(sent(&page_first, "application/json; charset=UTF-8"), PROBLEM);
    assert_eq!(sent(&page_first, "application/json;odata=verbose"), HTML);
    assert_eq!(sent(&page_first, "application/xml, text/json"), HTML);
    assert_eq!(sent(&usual(), "application/json;q=0, */*"), HTML);
    let mut both = usual();
    both.offer(Envelope);
    assert_eq!(sent(&both, "application/json"), ENVELOPE);
    assert_eq!(sent(&both, "application/json, application/problem+json"), PROBLEM);
    // The other way round nothing follows: whoever asks for problem details can read no envelope.
    assert_eq!(sent(&of_types(HTML, &[ENVELOPE]), "application/problem+json"), HTML);
}

#[test]
fn another_default_is_sent_to_everybody_without_a_preference() {
    let mut formats = Formats::default();
    formats.set_default(PlainText);
    assert_eq!(sent(&formats, CHROME), TEXT);
    assert_eq!(sent_for_lines(&formats, &[]), TEXT);
    formats.offer(ProblemJson);
    assert_eq!(sent(&formats, "application/json"), PROBLEM);
    assert_eq!(sent(&formats, "*/*"), TEXT);
}

#[test]
fn a_format_without_a_readable_media_type_can_be_the_default_only() {
    struct Panics;
    impl Format for Panics {
        fn content_type(&self) -> HeaderValue {
            panic!("no media type")
        }

        fn render(&self, _: &PublicError<'_>, _: &RequestId, _: &mut Vec<u8>) -> Result<(), FormatError> {
            Ok(())
        }
    }
    let mut formats = of_types("nonsense", &[HTML]);
    formats.offer(Panics);
    assert_eq!(sent(&formats, "*/*"), "nonsense");
    assert_eq!(sent(&formats, "nonsense"), "nonsense");
    assert_eq!(sent(&formats, "text/html"), HTML);
    assert_eq!(sent(&formats, "text/html;q=0, nonsense"), "nonsense");
}

#[test]
fn a_quality_has_three_decimals_at_most() {
    for (text, value) in [
        ("0", 0),
        ("1", 1000),
        ("0.", 0),
        ("0.5", 500),
        ("0.05", 50),
        ("0.999", 999),
        ("1.000", 1000),
    ] {
        assert_eq!(thousandths(text), Some(value), "{text}");
    }
    for text in [
        "", ".", ".5", "1.1", "2", "0.0001", "0.+1", "00", "1e0", "\"1\"", "0 .5",
    ] {
        assert_eq!(thousandths(text), None, "{text}");
    }
}

/// What a range may be in the model: whether it names the page, how specifically, with which quality.
const RANGES: [(&str, &[(&str, u8)]); 6] = [
    ("*/*", &[(PROBLEM, 0), (HTML, 0), (TEXT, 0)]),
    ("text/*", &[(HTML, 1), (TEXT, 1)]),
    ("application/json", &[(PROBLEM, 2)]),
    ("text/html", &[(HTML, 3)]),
    ("text/plain", &[(TEXT, 3)]),
    ("image/png", &[]),
];

/// The rule itself, for ranges without parameters, each there once.
fn expected(ranges: &[(usize, u16)]) -> &'static str {
    let quality = |media_type: &str| {
        let naming = ranges.iter().filter_map(|(index, quality)| {
            let (_, named) = RANGES[*index];
            named
                .iter()
                .find(|(name, _)| *name == media_type)
                .map(|(_, level)| (*level, *quality))
        });
        naming.max().map_or(0, |(_, quality)| quality)
    };
    let mut best = PROBLEM;
    let mut highest = quality(PROBLEM);
    for media_type in [HTML, TEXT] {
        if quality(media_type) > highest {
            (best, highest) = (media_type, quality(media_type));
        }
    }
    best
}

fn three_formats() -> Formats {
    let mut formats = usual();
    formats.offer(PlainText);
    formats
}

proptest! {
    #[test]
    fn any_bytes_choose_one_of_the_formats(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..3)) {
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).filter(|line| HeaderValue::from_bytes(line).is_ok()).collect();
        let sent = sent_for_lines(&three_formats(), &lines);
        prop_assert!([PROBLEM, HTML, TEXT].contains(&sent.as_str()));
    }

    #[test]
    fn what_looks_like_an_accept_chooses_one_of_the_formats(accept in "([a-z*+]{0,4}/?[a-z*+]{0,4}[;=,\" .q01\\\\]{0,4}){0,20}") {
        let sent = sent(&three_formats(), &accept);
        prop_assert!([PROBLEM, HTML, TEXT].contains(&sent.as_str()));
    }

    #[test]
    fn the_choice_follows_the_rule_in_any_order_case_and_spacing(
        ranges in prop::collection::btree_map(0..RANGES.len(), 0..=1000_u16, 0..RANGES.len())
            .prop_map(|map| map.into_iter().collect::<Vec<_>>())
            .prop_shuffle(),
        upper in any::<bool>(),
        space in "[ \t]{0,3}",
    ) {
        let written = ranges.iter().map(|(index, quality)| {
            format!("{}{space};{space}q={}.{:03}", RANGES[*index].0, quality / 1000, quality % 1000)
        });
        let accept = written.collect::<Vec<_>>().join(&format!("{space},{space}"));
        let accept = if upper { accept.to_uppercase() } else { accept };
        prop_assert_eq!(sent(&three_formats(), &accept), expected(&ranges), "{}", accept);
    }
}
