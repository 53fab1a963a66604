//! `#[internal("…")]` takes what thiserror's `#[error("…")]` takes, and says the same.
//!
//! Each shape is declared twice, for both derives, and the two texts are compared. Five things of thiserror are left out
//! on purpose:
//!
//! - `#[error("…")]` on a whole enum, which its variants inherit: adding a variant must not widen anything.
//! - `#[error(fmt = path)]`: a function that gets every field of every variant that is ever added would unseal them.
//! - A string inside an argument captures no field: `format!("<{}>", .row)`, not `format!("<{row}>")`.
//! - `{self}` is the public message, because `Display` is sealed.
//! - `level`, `retry`, `alert` and `event` are keys of ours, so no argument can be called so (a field can).

#![allow(clippy::all)] // the odd is what is tested

use crate::internal_message;
use secure_error::SecureError;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use thiserror::Error;

/// Declares the shape as a struct and as a variant of an enum, for thiserror and for us, and compares what the four say:
/// `["message", arguments…] shape => value => "expected"`. A unit has no shape and no value.
///
/// The derive of thiserror comes from the caller, because what it writes sees names with the hygiene of that token.
macro_rules! same {
    ($theirs:tt: $message:tt => $expected:expr) => { same!(@compare $theirs, $message, [], $expected) };
    ($theirs:tt: $message:tt $shape:tt => $value:tt => $expected:expr) => {
        same!(@compare $theirs, $message, [$shape $value], $expected)
    };
    (@compare $theirs:tt, $message:tt, [$($shape:tt $value:tt)?], $expected:expr) => {{
        same!(@struct [Debug, $theirs] error $message TheirStruct $($shape)?);
        same!(@enum [Debug, $theirs] error $message TheirEnum $($shape)?);
        same!(@struct [SecureError] internal $message OurStruct $($shape)?);
        same!(@enum [SecureError] internal $message OurEnum $($shape)?);
        let expected = String::from($expected);
        assert_eq!(TheirStruct $($value)?.to_string(), expected, "a struct of thiserror");
        assert_eq!(TheirEnum::Variant $($value)?.to_string(), expected, "an enum of thiserror");
        assert_eq!(internal_message(&OurStruct $($value)?).unwrap(), expected, "a struct of ours");
        assert_eq!(internal_message(&OurEnum::Variant $($value)?).unwrap(), expected, "an enum of ours");
    }};
    (@struct [$($derive:tt)*] $attribute:ident [$($message:tt)*] $name:ident { $($fields:tt)* }) => {
        #[allow(dead_code, non_snake_case)]
        #[derive($($derive)*)]
        #[$attribute($($message)*)]
        struct $name { $($fields)* }
    };
    (@struct [$($derive:tt)*] $attribute:ident [$($message:tt)*] $name:ident $($fields:tt)?) => {
        #[allow(dead_code)]
        #[derive($($derive)*)]
        #[$attribute($($message)*)]
        struct $name $($fields)?;
    };
    (@enum [$($derive:tt)*] $attribute:ident [$($message:tt)*] $name:ident $($fields:tt)?) => {
        #[allow(dead_code, non_snake_case)]
        #[derive($($derive)*)]
        enum $name {
            #[$attribute($($message)*)]
            Variant $($fields)?,
        }
    };
}

#[derive(Debug, Clone, Copy)]
struct Range {
    low: u32,
    high: u32,
}

impl Range {
    const WIDEST: u32 = 100;

    const fn width(&self) -> u32 {
        self.high - self.low
    }
}

#[derive(Debug)]
struct Pair(u8, (u16, u32));

fn twice(number: &u32) -> u32 {
    number * 2
}

// Fields.

#[test]
fn a_message_without_fields_is_its_text() {
    same!(Error: ["disk is full"] => "disk is full");
    same!(Error: ["disk is full"] { unused: u8 } => { unused: 1 } => "disk is full");
    same!(Error: [""] => "");
    same!(Error: ["größer als erlaubt – 超過"] => "größer als erlaubt – 超過");
}

#[test]
fn a_named_field_is_shown_by_its_name() {
    same!(Error: ["row {row} of {table}"] { table: &'static str, row: u64 } => { table: "orders", row: 7 } => "row 7 of orders");
    same!(Error: ["{row}{row} {row}"] { row: u64 } => { row: 7 } => "77 7");
    same!(Error: ["{größe} {hidden_} {x1}"] { größe: u8, hidden_: u8, x1: u8 } => { größe: 1, hidden_: 2, x1: 3 } => "1 2 3");
}

#[test]
fn a_tuple_field_is_shown_by_its_number() {
    same!(Error: ["{0} is not {1}"] (u8, String) => (3, "three".to_owned()) => "3 is not three");
    same!(Error: ["{1}{0}{1}"] (u8, char) => (3, 'x') => "x3x");
    same!(Error: ["{10}"] (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8) => (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) => "10");
}

#[test]
fn blanks_around_a_name_and_behind_a_specification_are_ignored() {
    same!(Error: ["{row }|{row :?}|{row:? }"] { row: u64 } => { row: 7 } => "7|7|7");
    same!(Error: ["{0 }|{0 :>3}|{0:>3 }"] (u64) => (7) => "7|  7|  7");
}

#[test]
fn a_tuple_field_also_has_the_name_of_its_binding() {
    #[derive(Debug, Error)]
    #[error("{_0} and {_1:?}")]
    struct Theirs(u8, &'static str);
    #[derive(SecureError)]
    #[internal("{_0} and {_1:?}")]
    struct Ours(u8, &'static str);
    assert_eq!(Theirs(1, "b").to_string(), "1 and \"b\"");
    assert_eq!(internal_message(&Ours(1, "b")).unwrap(), "1 and \"b\"");
}

#[test]
fn a_field_may_have_a_keyword_for_a_name() {
    #[derive(Debug, Error)]
    enum Theirs {
        #[error("{fn} {type:?} {} {}", .r#match, r#fn)]
        Variant { r#fn: u8, r#type: u8, r#match: u8 },
    }
    #[derive(SecureError)]
    enum Ours {
        #[internal("{fn} {type:?} {} {}", .r#match, r#fn)]
        Variant { r#fn: u8, r#type: u8, r#match: u8 },
    }
    assert_eq!(
        Theirs::Variant {
            r#fn: 1,
            r#type: 2,
            r#match: 3
        }
        .to_string(),
        "1 2 3 1"
    );
    assert_eq!(
        internal_message(&Ours::Variant {
            r#fn: 1,
            r#type: 2,
            r#match: 3
        })
        .unwrap(),
        "1 2 3 1"
    );
}

#[test]
fn a_field_may_have_the_name_of_one_of_our_keys() {
    same!(Error: ["{level} {retry} {alert} {event}"] { level: u8, retry: u8, alert: u8, event: u8 }
        => { level: 1, retry: 2, alert: 3, event: 4 } => "1 2 3 4");
    same!(Error: ["{} {} {} {}", .level, .retry, .alert, *event] { level: u8, retry: u8, alert: u8, event: u8 }
        => { level: 1, retry: 2, alert: 3, event: 4 } => "1 2 3 4");
}

#[test]
fn a_field_called_source_is_shown_when_it_is_named() {
    same!(Error: ["read: {source}"] { source: fmt::Error } => { source: fmt::Error } => format!("read: {}", fmt::Error));
    same!(Error: ["read: {0}"] (#[source] fmt::Error) => (fmt::Error) => format!("read: {}", fmt::Error));
    same!(Error: ["{source} to {target}"] { r#source: char, target: char } => { source: 'a', target: 'b' } => "a to b");
}

#[test]
fn references_and_boxes_are_shown_through() {
    same!(Error: ["{0} {1} {2} {3}"] (&'static str, Box<str>, Rc<str>, Arc<Cow<'static, str>>)
        => ("a", "b".into(), "c".into(), Arc::new("d".into())) => "a b c d");
    same!(Error: ["{0} {1}"] (&'static &'static u8, Box<Rc<u8>>) => (&&1, Box::new(Rc::new(2))) => "1 2");
}

// Traits.

#[test]
fn every_formatting_trait_is_asked_for() {
    same!(Error: ["{0:o} {0:x} {0:X} {0:b} {0:e} {0:E}"] (u32) => (0xBEE) => "5756 bee BEE 101111101110 3.054e3 3.054E3");
    same!(Error: ["{n:o} {n:x} {n:X} {n:b} {n:e} {n:E} {n:?} {n}"] { n: i8 } => { n: -2 } => "376 fe FE 11111110 -2e0 -2E0 -2 -2");
    same!(Error: ["{0:?} {1:x?} {1:X?} {0:#?}"] (&'static str, u8) => ("a", 0xAB) => "\"a\" ab AB \"a\"");
    same!(Error: ["{0:x?} {0:02X?}"] ([u8; 2]) => ([1, 0xEF]) => "[1, ef] [01, EF]");
}

#[test]
fn a_pointer_is_where_the_field_points_to() {
    static NUMBER: u8 = 7;
    same!(Error: ["{0:p} {0}"] (&'static u8) => (&NUMBER) => format!("{:p} 7", &raw const NUMBER));
    same!(Error: ["{number:p}"] { number: *const u8 } => { number: &raw const NUMBER } => format!("{:p}", &raw const NUMBER));
    same!(Error: ["{0:#p} {0:>30p}"] (&'static u8) => (&NUMBER) => format!("{:#p} {:>30p}", &raw const NUMBER, &raw const NUMBER));
}

#[test]
fn a_path_is_shown_as_text() {
    same!(Error: ["no {file}, debug {file:?}"] { file: PathBuf } => { file: "/etc/hosts".into() } => "no /etc/hosts, debug \"/etc/hosts\"");
    same!(Error: ["{0:?} {0}"] (PathBuf) => ("/etc".into()) => "\"/etc\" /etc");
}

#[test]
fn a_path_is_shown_as_text_behind_a_pointer_too() {
    same!(Error: ["{0} {1} {2} {3} {4}"] (&'static Path, Box<Path>, Rc<Path>, Arc<PathBuf>, Cow<'static, Path>)
        => (Path::new("/a"), Path::new("/b").into(), Path::new("/c").into(), Arc::new("/d".into()), Path::new("/e").into())
        => "/a /b /c /d /e");
}

// Specifications.

#[test]
fn fill_and_alignment_are_kept() {
    same!(Error: ["[{0:5}] [{0:<5}] [{0:^5}] [{0:>5}]"] (&'static str) => ("ab") => "[ab   ] [ab   ] [ ab  ] [   ab]");
    same!(Error: ["[{s:*<5}] [{s:#^5}] [{s:0>5}] [{s:é>5}] [{s:<<5}]"] { s: &'static str } => { s: "ab" } => "[ab***] [#ab##] [000ab] [éééab] [ab<<<]");
    same!(Error: ["[{0:5}] [{0:<5}]"] (u8) => (7) => "[    7] [7    ]");
    same!(Error: ["[{0:?<5}] [{0: >5}] [{0:$>5}] [{0:.>5}] [{0:x>5x}]"] (u8) => (10) => "[10???] [   10] [$$$10] [...10] [xxxxa]");
}

#[test]
fn a_brace_can_be_the_fill() {
    same!(Error: ["[{0:{>4}] [{0:}<4}] {{{0:}^3}}}"] (u8) => (1) => "[{{{1] [1}}}] {}1}}");
}

#[test]
fn sign_alternate_form_and_zero_are_kept() {
    same!(Error: ["{0:+} {0:+04} {0:#x} {0:#010b} {0:#06X} {0:#o}"] (i32) => (5) => "+5 +005 0x5 0b00000101 0x0005 0o5");
    same!(Error: ["{n:-} {n:-4}|{n:08.3}|{n:+.0}"] { n: f64 } => { n: 1.5 } => "1.5  1.5|0001.500|+2");
}

#[test]
fn width_and_precision_are_kept() {
    same!(Error: ["[{0:8.3}] [{0:.1}] [{0:>8.0}]"] (f64) => (2.71828) => "[   2.718] [2.7] [       3]");
    same!(Error: ["[{0:.2}] [{0:4.1}]"] (&'static str) => ("abc") => "[ab] [a   ]");
    same!(Error: ["{0:.3e} {0:12.1E}"] (f64) => (1234.5) => "1.234e3        1.2E3");
    same!(Error: ["{0:3?} {0:03?} {1:.1?}"] (Option<u8>, [f32; 2]) => (Some(3), [1.25, 2.0]) => "Some(  3) Some(003) [1.2, 2.0]");
}

#[test]
fn width_and_precision_can_be_arguments() {
    same!(Error: ["[{0:width$}] [{0:>width$.prec$}] [{0:.prec$}]", width = 7, prec = 2] (f64) => (1.2345) => "[ 1.2345] [   1.23] [1.23]");
    same!(Error: ["[{text:w$}]", w = *.columns] { text: &'static str, columns: usize } => { text: "ab", columns: 4 } => "[ab  ]");
    same!(Error: ["[{:w$.p$}]", .text, w = text.len() + 2, p = 1] { text: &'static str } => { text: "ab" } => "[a   ]");
    same!(Error: ["[{:>1$}] [{0:<1$}]", .text, 5] { text: &'static str } => { text: "ab" } => "[   ab] [ab   ]");
    same!(Error: ["[{:>1$}]", .0, 5] (&'static str) => ("ab") => "[   ab]");
    same!(Error: ["[{:>1$.2$}]", "abc", 5, 1] => "[    a]");
    same!(Error: ["[{:.*}] [{:>6.*}]", 1, .0, 3, 2.0] (f64) => (1.25) => "[1.2] [ 2.000]");
    same!(Error: ["[{number:.*}]", 1] { number: f64 } => { number: 1.26 } => "[1.3]");
}

// The literal.

#[test]
fn doubled_braces_are_braces() {
    same!(Error: ["fn main() {{}}"] => "fn main() {}");
    same!(Error: ["{{{0}}} {{0}} {{{{"] (u8) => (1) => "{1} {0} {{");
    same!(Error: ["left {{ \x7B\x7B \u{7B}\u{7B} right }} \x7D\x7D \u{7D}\u{7D}"] => "left { { { right } } }");
}

#[test]
fn raw_strings_and_escapes_are_read() {
    same!(Error: [r#"say "{0}" {{x}}"#] (u8) => (1) => "say \"1\" {x}");
    same!(Error: [r"{0:?}"] (&'static str) => ("a") => "\"a\"");
    same!(Error: ["quote \" tick ' x \x78 y \u{79}"] => "quote \" tick ' x x y y");
    same!(Error: ["one \
            line"] => "one line");
}

#[test]
fn a_comma_may_trail() {
    same!(Error: ["{0}",] (u8) => (1) => "1");
    same!(Error: ["{} {}", .0, 2,] (u8) => (1) => "1 2");
    same!(Error: ["{x}", x = 1,] => "1");
}

// Arguments.

#[test]
fn arguments_are_expressions() {
    same!(Error: ["1 + 1 = {}", 1 + 1] => "1 + 1 = 2");
    same!(Error: ["{} {} {}", "text", 'c', 1.5] => "text c 1.5");
    same!(Error: ["{0} {1} {0} {}", 'a', 'b'] { unused: u8 } => { unused: 1 } => "a b a a");
    same!(Error: ["{} {} {}", i32::MAX, u8::MAX as u16 + 1, size_of::<[u8; 3]>()] => "2147483647 256 3");
}

#[test]
fn arguments_have_names() {
    same!(Error: ["{0} must be below {max}", max = i32::MAX] (i32) => (7) => "7 must be below 2147483647");
    same!(Error: ["{a} {b:?} {a}", b = "x", a = 1 + 1] => "2 \"x\" 2");
    same!(Error: ["{} {named} {}", 1, 2, named = 3] => "1 3 2");
    same!(Error: ["{type} {r_type} {match}", type = 1, r#match = 2, r_type = 3] => "1 3 2");
}

#[test]
fn an_argument_goes_before_a_field_of_its_name() {
    same!(Error: ["{a} {} {c} {d}", 1, c = 2, d = 3] { a: u8, d: u8 } => { a: 0, d: 0 } => "0 1 2 3");
    same!(Error: ["{d} {}", .d, d = .d + 1] { d: u8 } => { d: 4 } => "5 4");
}

#[test]
fn a_dot_begins_a_field() {
    same!(Error: ["{} {}", .range.low, .range.high + 1] { range: Range } => { range: Range { low: 1, high: 2 } } => "1 3");
    same!(Error: ["{}", .0.low] (Range) => (Range { low: 1, high: 2 }) => "1");
    same!(Error: ["{} {} {} {}", .0.0, .0.1.0, (.0.1).1, .1.0.1.1] (Pair, (Pair, u8))
        => (Pair(1, (2, 3)), (Pair(0, (0, 4)), 0)) => "1 2 3 4");
    same!(Error: ["{} {} {}", .range.width(), twice(.max), *.max + 1] { range: Range, max: u32 }
        => { range: Range { low: 1, high: 3 }, max: 4 } => "2 8 5");
    same!(Error: ["{:?} {:?}", .0.first(), .0.iter().rev().copied().collect::<Vec<_>>()] (Vec<u8>) => (vec![1, 2]) => "Some(1) [2, 1]");
    same!(Error: ["{} {}", .0[1], &.0[..1][0]] ([u8; 2]) => ([1, 2]) => "2 1");
}

#[test]
fn a_field_can_begin_anywhere_an_expression_does() {
    same!(Error: ["{} {} {}", -*.n, !*.n, *.n * *.n] { n: i8 } => { n: 2 } => "-2 -3 4");
    same!(Error: ["{:?} {:?} {:?}", (.n, [.n, .n]), *.n == 2 && .n > &1, &*.n] { n: i8 } => { n: 2 } => "(2, [2, 2]) true 2");
    same!(Error: ["{:?} {:?}", 0..*.n, ..=*.n] { n: i8 } => { n: 2 } => "0..2 ..=2");
    same!(Error: ["{}", { let sum = *.a + *.b; sum }] { a: i8, b: i8 } => { a: 1, b: 2 } => "3");
    same!(Error: ["{}", max(*.a, *.b) + std::cmp::min(*.a, *.b) / *.a % *.b ^ *.a] { a: i8, b: i8 }
        => { a: 1, b: 2 } => "2");
    use std::cmp::max;
}

#[test]
fn a_shift_or_a_comparison_opens_no_generics() {
    same!(Error: ["{} {} {}", *.0 << 2, *.1 >> 1, *.0 < *.1] (u8, u8) => (1, 8) => "4 4 true");
    same!(Error: ["{} {} {} {}", *.0 < 2, *.1 > 2, *.0 <= *.1, *.0 >= *.1] (u8, u8) => (1, 8) => "true true true false");
    same!(Error: ["{} {}", 1 << 2 << *.0, 3] (u8) => (1) => "8 3");
}

#[test]
fn fields_have_plain_names_too() {
    same!(Error: ["{} {}", row + 1, table.len()] { table: &'static str, row: u64 } => { table: "abc", row: 7 } => "8 3");
    same!(Error: ["{} {}", _0 + 1, *_1 == 'x'] (u8, char) => (1, 'x') => "2 true");
    same!(Error: ["{}", twice(row)] { row: u32 } => { row: 4 } => "8");
    same!(Error: ["{:?}", (&row, Some(row), [*row, 1])] { row: u32 } => { row: 4 } => "(4, Some(4), [4, 1])");
    same!(Error: ["{}", if row != &4 { "other" } else { "four" }] { row: u32 } => { row: 4 } => "four");
}

#[test]
fn plain_names_work_inside_macros() {
    same!(Error: ["{}", format!("<{}>", row)] { row: u32 } => { row: 4 } => "<4>");
    same!(Error: ["{} {}", format_args!("{:?}", _0), concat!("{", "_0", "}")] (&'static str) => ("a") => "\"a\" {_0}");
    same!(Error: ["{}", matches!(kind, Some(1 | 2)) as u8] { kind: Option<u8> } => { kind: Some(2) } => "1");
}

#[test]
fn a_string_in_an_argument_is_no_message() {
    same!(Error: ["{} {} {}", .name.replace("{self}", "x"), "{crate} {super}", r"{Self}"] { name: &'static str }
        => { name: "<{self}>" } => "<x> {crate} {super} {Self}");
}

#[test]
fn a_plain_name_can_be_shadowed() {
    same!(Error: ["{:?}", rows.iter().map(|row| row + 1).collect::<Vec<_>>()] { rows: Vec<u8>, row: u8 }
        => { rows: vec![1, 2], row: 0 } => "[2, 3]");
    same!(Error: ["{}", { let row = twice(row); row + 1 }] { row: u32 } => { row: 4 } => "9");
    same!(Error: ["{}", match kind { Some(row) if *row > 1 => *row, _ => *row }] { kind: Option<u8>, row: u8 }
        => { kind: Some(1), row: 5 } => "5");
}

#[test]
fn a_name_that_only_looks_like_a_field_is_none() {
    same!(Error: ["{} {} {}", .range.low, Range { low: 5, high: 6 }.high, low] { range: Range, low: u32, high: u32 }
        => { range: Range { low: 1, high: 2 }, low: 3, high: 4 } => "1 6 3");
    same!(Error: ["{}", { let Range { low: a, high: b } = .range; a + b }] { range: Range, low: u32 }
        => { range: Range { low: 1, high: 2 }, low: 3 } => "3");
    same!(Error: ["{}", std::cmp::max(1, 2)] { std: u8, cmp: u8, max: u8 } => { std: 0, cmp: 0, max: 0 } => "2");
    same!(Error: ["{}", 'low: { if *low > 1 { break 'low 1 } 2 }] { low: u32 } => { low: 3 } => "1");
}

#[test]
fn a_struct_may_be_written_and_taken_apart_in_short_form() {
    same!(Error: ["{}", Range { low: 1, high: *high }.width()] { high: u32 } => { high: 4 } => "3");
    same!(Error: ["{}", { let Range { low, high } = .range; low + high }] { range: Range, low: u32 }
        => { range: Range { low: 1, high: 2 }, low: 3 } => "3");
    same!(Error: ["{}", if let Some(Range { low, .. }) = .range { *low } else { 0 }] { range: Option<Range>, low: u32 }
        => { range: Some(Range { low: 1, high: 2 }), low: 3 } => "1");
    same!(Error: ["{}", match .range { Range { low: 1, high } => *high, Range { low, .. } => *low }] { range: Range, high: u8 }
        => { range: Range { low: 1, high: 2 }, high: 3 } => "2");
    struct Borrowed<'a> {
        low: &'a u32,
    }
    same!(Error: ["{}", Borrowed { low }.low] { low: u32 } => { low: 3 } => "3");
    same!(Error: ["{}", if *low == Range::WIDEST { low } else { &0 }] { low: u32 } => { low: 3 } => "0");
}

#[test]
fn an_argument_may_branch() {
    same!(Error: ["{} {}", if *.left { "left" } else { "right" }, 1] { left: bool } => { left: true } => "left 1");
    same!(Error: ["{}literal", if let Some(signed) = .0 { if *signed { "signed " } else { "unsigned " } } else { "" }] (Option<bool>)
        => (Some(false)) => "unsigned literal");
    same!(Error: ["{word}: {0}", word = match .1 { Some(n) if *n > 9 => format!("many ({n})"), Some(n) => n.to_string(), None => "none".to_owned() }]
        (char, Option<u8>) => ('x', Some(10)) => "many (10): x");
    same!(Error: ["{}", match (.a, .b) { (0, _) | (_, 0) => "zero", _ => "none" }] { a: u8, b: u8 } => { a: 1, b: 0 } => "zero");
    same!(Error: ["{}", loop { if *.0 > 0 { break *.0 } }] (u8) => (1) => "1");
    same!(Error: ["{}", { let mut sum = 0; for n in .0 { sum += n; } while sum > 5 { sum -= 1; } sum }] (Vec<u8>) => (vec![3, 4]) => "5");
}

#[test]
fn an_argument_may_hold_closures() {
    same!(Error: ["{}{}", .name, .hint.as_ref().map_or_else(String::new, |hint| format!("; did you mean {hint}?"))]
        { name: &'static str, hint: Option<&'static str> } => { name: "clipy", hint: Some("clippy") } => "clipy; did you mean clippy?");
    same!(Error: ["{} {}", .0.iter().fold(0, |a, b| a + b), (|a: u8, b: u8| a * b)(2, 3)] (Vec<u8>) => (vec![1, 2]) => "3 6");
    same!(Error: ["{} {}", apply(|a, b| a - b), apply(move |a, b| -> i8 { a * b })] => "3 10");
    fn apply(f: impl Fn(i8, i8) -> i8) -> i8 {
        f(5, 2)
    }
}

#[test]
fn an_argument_may_hold_generics() {
    same!(Error: ["{:?} {}", .0.iter().copied().collect::<BTreeMap<u8, char>>(), 1] (Vec<(u8, char)>) => (vec![(1, 'a')]) => "{1: 'a'} 1");
    same!(Error: ["{:?} {}", BTreeSet::<Option<Vec<u8>>>::from([Some(vec![1])]), 2] => "{Some([1])} 2");
    same!(Error: ["{} {} {}", <u8 as Into<u16>>::into(1), <str as AsRef<[u8]>>::as_ref("ab").len(), Vec::<(u8, u16)>::new().len()] => "1 2 0");
    same!(Error: ["{a} {b}", a = &0 as &dyn Iterable<u8, Item = u8>, b = .0 as &dyn Display] (u8) => (1) => "iterable 1");
    same!(Error: ["{} {}", 300_u16 as u8, *.0 as f64 / 2.0] (u8) => (1) => "44 0.5");
    same!(Error: ["{} {}", .0.parse::<u8>().is_ok_and(|n| n < 2), 1 > 2] (&'static str) => ("1") => "true false");

    trait Iterable<T> {
        type Item;
    }
    impl<T> Iterable<T> for i32 {
        type Item = T;
    }
    impl Display for dyn Iterable<u8, Item = u8> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("iterable")
        }
    }
}

#[test]
fn a_block_may_hold_items() {
    same!(Error: ["{}", {
        struct Sum<'a>(&'a [u8], &'a Option<u8>);
        impl Display for Sum<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.1 {
                    Some(n) => write!(f, "{n} more than {}", self.0.len()),
                    None => f.write_char('?'),
                }
            }
        }
        Sum(.0, .1)
    }] (Vec<u8>, Option<u8>) => (vec![0; 3], Some(4)) => "4 more than 3");
}

#[test]
fn an_argument_may_use_the_question_mark() {
    same!(Error: ["{}", Ok::<_, fmt::Error>(.0)?] (u8) => (1) => "1");
}

// Names in scope.

const LIMIT: usize = 9;
const UNIT: &str = "bytes";

#[test]
fn constants_in_scope_are_captured() {
    same!(Error: ["at most {LIMIT:?} {UNIT}, not {0} {}", LIMIT + 1] => "at most 9 bytes, not 10 10");
    same!(Error: ["{0} > {LIMIT:>3}"] (usize) => (10) => "10 >   9");
    same!(Error: ["{HERE}"] => "here");
    const HERE: &str = "here";
}

/// Implements the same methods for several types.
macro_rules! methods {
    ($($name:ident)*) => { $(
        impl $name {
            const WIDEST: u32 = 1;
            fn sum(&self) -> u32 {
                self.low + 10
            }
        }
    )* };
}

#[test]
fn self_is_the_error_in_expressions() {
    #[derive(Debug, Error)]
    #[error("{} {} {} {} {}", self.low + 1, self.sum(), self.name.len(), Self::WIDEST == self.low, if self.set { 'y' } else { 'n' })]
    struct Theirs {
        low: u32,
        name: &'static str,
        set: bool,
    }
    #[derive(SecureError)]
    #[internal("{} {} {} {} {}", self.low + 1, self.sum(), self.name.len(), Self::WIDEST == self.low, if self.set { 'y' } else { 'n' })]
    struct Ours {
        low: u32,
        name: &'static str,
        set: bool,
    }
    methods!(Theirs Ours);
    let (theirs, ours) = (
        Theirs {
            low: 1,
            name: "abc",
            set: true,
        },
        Ours {
            low: 1,
            name: "abc",
            set: true,
        },
    );
    assert_eq!(theirs.to_string(), "2 11 3 true y");
    assert_eq!(internal_message(&ours).unwrap(), "2 11 3 true y");

    #[derive(Debug, Error)]
    enum TheirEnum {
        #[error("{}", self.number())]
        Variant(u8),
    }
    #[derive(SecureError)]
    enum OurEnum {
        #[internal("{}", self.number())]
        Variant(u8),
    }
    macro_rules! number {
        ($($name:ident)*) => { $(
            impl $name {
                fn number(&self) -> u8 {
                    match self { Self::Variant(number) => *number }
                }
            }
        )* };
    }
    number!(TheirEnum OurEnum);
    assert_eq!(TheirEnum::Variant(1).to_string(), "1");
    assert_eq!(internal_message(&OurEnum::Variant(1)).unwrap(), "1");
}

// Shapes.

#[test]
fn the_tail_of_an_error_may_be_unsized() {
    #[derive(Debug, Error)]
    #[error("{head} {tail:?}")]
    struct Theirs<T: ?Sized> {
        head: u8,
        tail: T,
    }
    #[derive(SecureError)]
    #[internal("{head} {tail:?}")]
    struct Ours<T: ?Sized> {
        head: u8,
        tail: T,
    }
    #[allow(dead_code)]
    #[derive(SecureError)]
    #[internal("{head} {tail}")]
    struct Text {
        head: u8,
        tail: str,
    }
    let theirs: &Theirs<[u8]> = &Theirs { head: 1, tail: [2, 3] };
    let ours: &Ours<[u8]> = &Ours { head: 1, tail: [2, 3] };
    assert_eq!(theirs.to_string(), "1 [2, 3]");
    assert_eq!(internal_message(&ours).unwrap(), "1 [2, 3]");
    assert_eq!(ours.to_string(), "An internal error occurred");
}

#[test]
fn type_parameters_get_the_bounds_that_their_holes_need() {
    /// Has the traits that are named, and no other.
    macro_rules! only {
        ($($name:ident: $($of:ident)?;)*) => { $(
            struct $name;
            $(impl fmt::$of for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(concat!("by ", stringify!($of)))
                }
            })?
        )* };
    }
    only! {
        Shows: Display;
        Debugs: Debug;
        Hexes: LowerHex;
        UpperHexes: UpperHex;
        Octals: Octal;
        Bits: Binary;
        Exps: LowerExp;
        UpperExps: UpperExp;
        Points: Pointer;
        Nothing: ;
    }

    #[derive(Error)]
    #[allow(dead_code)]
    enum Theirs<A, B, C> {
        #[error("{0} {1:?}")]
        Both(A, B),
        #[error("{0}")]
        First(A, C),
        #[error("{1:?}")]
        Second(C, B),
    }
    impl<A, B, C> fmt::Debug for Theirs<A, B, C> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Theirs")
        }
    }
    #[derive(SecureError)]
    enum Ours<A, B, C> {
        #[internal("{0} {1:?}")]
        Both(A, B),
        #[internal("{0}")]
        First(A, C),
        #[internal("{1:?}")]
        Second(C, B),
    }
    type T = Theirs<Shows, Debugs, Nothing>;
    type O = Ours<Shows, Debugs, Nothing>;
    for (theirs, ours) in [
        (T::Both(Shows, Debugs), O::Both(Shows, Debugs)),
        (T::First(Shows, Nothing), O::First(Shows, Nothing)),
        (T::Second(Nothing, Debugs), O::Second(Nothing, Debugs)),
    ] {
        assert_eq!(internal_message(&ours).unwrap(), theirs.to_string());
    }

    #[derive(SecureError)]
    #[internal("{0:x} {1:X} {2:o} {3:b} {4:e} {5:E} {6:p}")]
    struct Numbers<A, B, C, D, E, F, G>(A, B, C, D, E, F, G);
    let numbers = Numbers(Hexes, UpperHexes, Octals, Bits, Exps, UpperExps, Points);
    assert_eq!(
        internal_message(&numbers).unwrap(),
        "by LowerHex by UpperHex by Octal by Binary by LowerExp by UpperExp by Pointer"
    );
}

#[test]
fn one_field_may_need_several_bounds() {
    #[derive(Debug, Error)]
    #[error("0x{number:x} 0x{number:X} {number:?} {number}")]
    struct Theirs<T> {
        number: T,
    }
    #[derive(SecureError)]
    #[internal("0x{number:x} 0x{number:X} {number:?} {number}")]
    struct Ours<T> {
        number: T,
    }
    assert_eq!(Theirs { number: 255 }.to_string(), "0xff 0xFF 255 255");
    assert_eq!(internal_message(&Ours { number: 255 }).unwrap(), "0xff 0xFF 255 255");
}

#[test]
fn a_parameter_that_an_argument_hides_needs_no_bound() {
    struct Nothing;
    #[allow(dead_code)]
    #[derive(SecureError)]
    #[internal("{thing}", thing = "hidden")]
    struct Ours<T> {
        thing: T,
    }
    assert_eq!(internal_message(&Ours { thing: Nothing }).unwrap(), "hidden");
}

#[test]
fn associated_types_get_the_bounds_too() {
    use std::str::FromStr;
    #[derive(Debug, Error)]
    #[error("no matrix: {0}")]
    struct Theirs<T: FromStr>(T::Err);
    #[derive(SecureError)]
    #[internal("no matrix: {0}")]
    struct Ours<T: FromStr>(T::Err);
    #[derive(SecureError)]
    #[internal("no matrix: {0}")]
    struct Qualified<T: FromStr>(<T as FromStr>::Err);
    let error = || "x".parse::<u8>().unwrap_err();
    assert_eq!(
        internal_message(&Ours::<u8>(error())).unwrap(),
        Theirs::<u8>(error()).to_string()
    );
    assert_eq!(
        internal_message(&Qualified::<u8>(error())).unwrap(),
        Theirs::<u8>(error()).to_string()
    );
}

#[test]
fn constant_parameters_are_captured() {
    #[derive(Debug, Error)]
    #[error("{0:?} of {N}")]
    struct Theirs<const N: usize>([u8; N]);
    #[derive(SecureError)]
    #[internal("{0:?} of {N}")]
    struct Ours<const N: usize>([u8; N]);
    assert_eq!(Theirs([1, 2]).to_string(), "[1, 2] of 2");
    assert_eq!(internal_message(&Ours([1, 2])).unwrap(), "[1, 2] of 2");
}

#[test]
fn borrowed_fields_are_shown() {
    #[derive(Debug, Error)]
    #[error("{name} {cell:?}")]
    struct Theirs<'a> {
        name: &'a str,
        cell: &'a Cell<u8>,
    }
    #[derive(SecureError)]
    #[internal("{name} {cell:?}")]
    struct Ours<'a> {
        name: &'a str,
        cell: &'a Cell<u8>,
    }
    let (name, cell) = (String::from("ab"), Cell::new(1));
    let theirs = Theirs {
        name: &name,
        cell: &cell,
    }
    .to_string();
    assert_eq!(
        internal_message(&Ours {
            name: &name,
            cell: &cell
        })
        .unwrap(),
        theirs
    );
}

// From inside `macro_rules!`.

#[test]
fn an_enum_may_be_made_by_a_macro() {
    macro_rules! declare {
        ([$($derive:tt)*] $name:ident $($variants:tt)*) => {
            #[derive($($derive)*)]
            enum $name { $($variants)* }
        };
    }
    declare! { [Debug, Error] Theirs #[error("{0} {one}", one = .0 + 1)] Tuple(u8), #[error("{x} {}", x)] Named { x: u8 } }
    declare! { [SecureError] Ours #[internal("{0} {one}", one = .0 + 1)] Tuple(u8), #[internal("{x} {}", x)] Named { x: u8 } }
    assert_eq!(internal_message(&Ours::Tuple(1)).unwrap(), Theirs::Tuple(1).to_string());
    assert_eq!(
        internal_message(&Ours::Named { x: 1 }).unwrap(),
        Theirs::Named { x: 1 }.to_string()
    );
}

#[test]
fn names_types_and_messages_may_come_from_a_macro_or_its_caller() {
    macro_rules! declare {
        ($attribute:ident, [$($derive:tt)*], $name:ident, $variant:ident($ty:ty), $field:ident, $message:literal, $argument:expr, $number:literal) => {
            #[allow(dead_code)]
            #[derive($($derive)*)]
            enum $name {
                #[$attribute("{0:?}")]
                $variant($ty),
                #[$attribute("{a} {}", .a)]
                Inner { a: $ty },
                #[$attribute($message, $argument)]
                Literal { $field: $ty },
                #[$attribute("{} {}", .$field, $number)]
                Field { $field: $ty },
            }
        };
    }
    declare!(error, [Debug, Error], Theirs, Variant(u8), b, "{b} {}", 1 + 1, 7);
    declare!(internal, [SecureError], Ours, Variant(u8), b, "{b} {}", 1 + 1, 7);
    for (theirs, ours) in [
        (Theirs::Variant(0), Ours::Variant(0)),
        (Theirs::Inner { a: 1 }, Ours::Inner { a: 1 }),
        (Theirs::Literal { b: 2 }, Ours::Literal { b: 2 }),
        (Theirs::Field { b: 3 }, Ours::Field { b: 3 }),
    ] {
        assert_eq!(internal_message(&ours).unwrap(), theirs.to_string());
    }
}
