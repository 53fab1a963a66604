//! The only place where values become text for operators: bounded, on one line, and infallible.
//!
//! Log sinks neither escape nor bound their input, and the `Display` of an application may be faulty. So every
//! value passes here: it is cut at its limit while it is being written, it cannot break out of its line, and a failure
//! or a panic while formatting becomes a remark instead of a lost record (ASVS 16.4.1, CWE-117).

use crate::internal::mask::REDACTED;
use crate::internal::scrub;
use crate::internal::typed::{self, Rule};
use crate::request::unwind::contained;
use crate::text::chars::{TRUNCATED, is_unsafe, prefix};
use std::fmt::{self, Write};

/// Limit of one value, in bytes after escaping.
pub(super) const VALUE_BYTES: usize = 1024;
/// Most values are no longer.
const USUAL_BYTES: usize = 48;
/// Limit of one backtrace, in bytes after escaping.
const BACKTRACE_BYTES: usize = 32 * 1024;

/// Limit of a text that is read before it is shown, in bytes.
const READ_BYTES: usize = 4 * BACKTRACE_BYTES;

const FAILED: &str = "<unprintable: formatting failed>";
pub(super) const PANICKED: &str = "<unprintable: panicked>";

/// Text that is safe in a log line, and whether something is missing at its end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Guarded {
    pub(super) text: String,
    pub(super) truncated: bool,
}

/// Writes a value on one line of at most [`VALUE_BYTES`].
pub(super) fn value(format: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result) -> Guarded {
    Sanitizer::new(VALUE_BYTES).run(format)
}

/// [`value`] for text that others may have written: without what a client typed ([`typed`]), and without the credentials in
/// it, if the feature `scrub` is on.
///
/// More is read than is shown, and the search comes before the cut and before the escaping: half a secret, or one with escaped
/// line breaks, looks like nothing.
pub(super) fn scrubbed(rule: Rule, format: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result) -> Guarded {
    let mut raw = Raw::new(scrub::READ);
    let outcome = contained(|| write!(raw, "{}", Adhoc(&format)));
    let text = contained(|| {
        let text = typed::redacted(&raw.text, raw.full, rule);
        scrub::beginning(&text, raw.full).into_owned()
    });
    let mut sanitizer = Sanitizer::new(VALUE_BYTES);
    // It fails only when it is full, and marks that itself.
    let _ = sanitizer.write_str(text.as_deref().unwrap_or(REDACTED));
    sanitizer.full |= raw.full;
    sanitizer.finish(outcome)
}

/// [`scrubbed`] for something that implements `Display`.
pub(super) fn display_scrubbed<T: fmt::Display + ?Sized>(rule: Rule, shown: &T) -> Guarded {
    scrubbed(rule, |f| shown.fmt(f))
}

/// [`value`] for something that implements `Display`.
pub(super) fn display<T: fmt::Display + ?Sized>(shown: &T) -> Guarded {
    value(|f| shown.fmt(f))
}

/// Writes a text as it is, or its beginning, for what reads it before it is shown.
pub(super) fn bounded(format: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result) -> Result<String, fmt::Error> {
    let mut raw = Raw::new(READ_BYTES);
    let outcome = write!(raw, "{}", Adhoc(&format));
    if raw.full {
        Ok(raw.text)
    } else {
        outcome.map(|()| raw.text)
    }
}

/// Writes a backtrace, whose line breaks are its own and stay.
pub(super) fn backtrace(shown: &impl fmt::Display) -> (Vec<String>, bool) {
    let mut sanitizer = Sanitizer::new(BACKTRACE_BYTES);
    sanitizer.keep_line_breaks = true;
    let guarded = sanitizer.run(|f| fmt::Display::fmt(shown, f));
    (guarded.text.lines().map(str::to_owned).collect(), guarded.truncated)
}

/// A writer that escapes what it is given and refuses to grow beyond its limit.
struct Sanitizer {
    out: String,
    limit: usize,
    full: bool,
    keep_line_breaks: bool,
}

impl Sanitizer {
    fn new(limit: usize) -> Self {
        Self {
            out: String::with_capacity(USUAL_BYTES),
            limit,
            full: false,
            keep_line_breaks: false,
        }
    }

    fn run(mut self, format: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result) -> Guarded {
        let outcome = contained(|| write!(self, "{}", Adhoc(&format)));
        self.finish(outcome)
    }

    /// Marks how the formatting ended; `None` is a panic.
    fn finish(mut self, outcome: Option<fmt::Result>) -> Guarded {
        let remark = match outcome {
            _ if self.full => TRUNCATED,
            Some(Ok(())) => "",
            Some(Err(_)) => FAILED,
            None => PANICKED,
        };
        self.out.push_str(remark);
        Guarded {
            text: self.out,
            truncated: self.full,
        }
    }

    /// Appends a piece whole or not at all, so that no escape is cut in two.
    fn push(&mut self, piece: &str) -> fmt::Result {
        if self.full || piece.len() > self.room() {
            self.full = true;
            return Err(fmt::Error);
        }
        self.out.push_str(piece);
        Ok(())
    }

    /// Appends as much of a text as there is room for. Each of its characters is one byte and stands for itself.
    fn push_plain(&mut self, text: &str) -> fmt::Result {
        let (fits, rest) = text.split_at_checked(self.room()).unwrap_or((text, ""));
        if !self.full {
            self.out.push_str(fits);
        }
        self.full |= !rest.is_empty();
        if self.full { Err(fmt::Error) } else { Ok(()) }
    }

    fn room(&self) -> usize {
        self.limit.saturating_sub(self.out.len())
    }
}

impl Write for Sanitizer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while !rest.is_empty() {
            // Most text is plain, and faster to copy than to write character by character. Nothing beyond the limit is
            // looked at.
            let near = rest.bytes().take(self.room().saturating_add(1));
            let plain = near.take_while(|byte| is_plain(*byte)).count();
            let (run, special) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            self.push_plain(run)?;
            let mut special = special.chars();
            special.next().map_or(Ok(()), |c| self.write_char(c))?;
            rest = special.as_str();
        }
        Ok(())
    }

    /// The escapes are reversible, because a backslash is escaped too.
    fn write_char(&mut self, c: char) -> fmt::Result {
        match c {
            '\n' if self.keep_line_breaks => self.push("\n"),
            '\n' => self.push("\\n"),
            '\r' => self.push("\\r"),
            '\t' => self.push("\\t"),
            '\\' => self.push("\\\\"),
            _ if is_hidden(c) => self.push(&format!("\\u{{{:x}}}", u32::from(c))),
            _ => self.push(c.encode_utf8(&mut [0; 4])),
        }
    }
}

/// A writer that keeps the beginning of what it is given, as it is.
struct Raw {
    text: String,
    limit: usize,
    full: bool,
}

impl Raw {
    const fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            limit,
            full: false,
        }
    }
}

impl Write for Raw {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = if self.full {
            0
        } else {
            self.limit.saturating_sub(self.text.len())
        };
        let piece = prefix(text, room);
        self.text.push_str(piece);
        self.full |= piece.len() < text.len();
        if self.full { Err(fmt::Error) } else { Ok(()) }
    }
}

/// Printable ASCII that is not escaped.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'\\'
}

/// Whether a character could change how the line around it is read: [`is_unsafe`], and the rest of the Unicode category
/// `Cf` (format), so that nothing invisible is left in a log.
fn is_hidden(c: char) -> bool {
    is_unsafe(c)
        || matches!(c,
            '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}' | '\u{110BD}'
            | '\u{110CD}' | '\u{13430}'..='\u{1343F}')
}

/// `Display` by closure (`fmt::from_fn` is younger than our oldest compiler).
pub(super) struct Adhoc<'a, F>(pub(super) &'a F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Display for Adhoc<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Undoes the escapes; `None` for text that the sanitiser cannot have written.
    fn unsanitize(text: &str) -> Option<String> {
        let mut out = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next()? {
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                't' => out.push('\t'),
                '\\' => out.push('\\'),
                'u' => {
                    let hex: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    out.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
                }
                _ => return None,
            }
        }
        Some(out)
    }

    /// `Cc` through the standard library; `Cf`, `Zl` and `Zp` as of Unicode 17.
    fn is_control_or_format(c: char) -> bool {
        c.is_control()
            || matches!(u32::from(c),
                0xAD | 0x600..=0x605 | 0x61C | 0x6DD | 0x70F | 0x890 | 0x891 | 0x8E2 | 0x180E | 0x200B..=0x200F
                | 0x2028..=0x202E | 0x2060..=0x2064 | 0x2066..=0x206F | 0xFEFF | 0xFFF9..=0xFFFB | 0x110BD | 0x110CD
                | 0x13430..=0x1343F | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0001 | 0xE0020..=0xE007F)
    }

    #[test]
    fn every_character_survives_the_round_trip_and_none_stays_dangerous() {
        for c in '\0'..=char::MAX {
            let original = format!("a{c}b");
            let Guarded { text, truncated } = display(&original);
            assert!(!truncated);
            assert_eq!(unsanitize(&text).as_deref(), Some(original.as_str()));
            assert!(
                !text.chars().any(|c| is_control_or_format(c) || is_unsafe(c)),
                "{c:?} stayed in {text:?}"
            );
        }
    }

    #[test]
    fn text_that_looks_escaped_is_not_mistaken_for_an_escape() {
        for original in ["\\n", "\\\\n", "\\u{202e}", "\n\\n", "C:\\new\\temp", "\\"] {
            let text = display(original).text;
            assert!(!text.contains('\n'));
            assert_eq!(unsanitize(&text).unwrap(), original);
        }
    }

    #[test]
    fn readable_text_is_left_alone() {
        for original in ["", "no row for 42", "naïve 東京 हिन्दी ✓ 'quoted' \"twice\"", "e\u{301}"] {
            assert_eq!(
                display(original),
                Guarded {
                    text: original.to_owned(),
                    truncated: false
                }
            );
        }
    }

    #[test]
    fn a_value_of_one_megabyte_is_cut_at_its_limit() {
        for original in [
            "x".repeat(1 << 20),
            "\n".repeat(1 << 20),
            "東".repeat(1 << 20),
            "\u{202e}".repeat(1 << 20),
        ] {
            let Guarded { text, truncated } = display(&original);
            assert!(truncated);
            let kept = text.strip_suffix(TRUNCATED).unwrap();
            assert!(kept.len() <= VALUE_BYTES && kept.len() > VALUE_BYTES - 10);
            assert!(original.starts_with(&unsanitize(kept).unwrap()));
        }
    }

    #[test]
    fn a_value_of_exactly_the_limit_is_whole() {
        let original = "x".repeat(VALUE_BYTES);
        assert_eq!(
            display(&original),
            Guarded {
                text: original,
                truncated: false
            }
        );
    }

    #[test]
    fn text_in_one_piece_is_cut_where_text_in_many_is() {
        for special in ["", "\n", "東", "\u{202e}", "\\"] {
            for before in VALUE_BYTES - 10..=VALUE_BYTES + 1 {
                let text = "x".repeat(before) + special + "yz";
                let pieces = value(|f| text.chars().try_for_each(|c| f.write_char(c)));
                assert_eq!(display(&text), pieces, "{special:?} after {before}");
            }
        }
    }

    #[test]
    fn formatting_stops_at_the_limit() {
        let pieces = Cell::new(0_usize);
        let endless = value(|f| {
            loop {
                pieces.set(pieces.get() + 1);
                f.write_str("ten bytes!")?;
            }
        });
        assert!(endless.truncated);
        assert_eq!(pieces.get(), VALUE_BYTES / 10 + 1);
    }

    #[test]
    fn formatting_that_ignores_the_limit_gains_nothing() {
        let guarded = value(|f| {
            for _ in 0..10_000 {
                let _ = f.write_str("0123456789abcdef!");
            }
            Ok(())
        });
        assert!(guarded.truncated);
        assert!(guarded.text.len() <= VALUE_BYTES + TRUNCATED.len());
    }

    #[test]
    fn nothing_is_appended_after_the_cut() {
        // A character that does not fit, and one that would.
        let guarded = value(|f| {
            f.write_str(&"x".repeat(VALUE_BYTES - 1))?;
            let _ = f.write_str("東");
            let _ = f.write_str("y");
            let _ = f.write_char('y');
            Ok(())
        });
        assert_eq!(guarded.text, "x".repeat(VALUE_BYTES - 1) + TRUNCATED);
        // What is read is cut further behind, and the end of a value there would show what follows.
        let guarded = scrubbed(Rule::Known, |f| {
            f.write_str("invalid type: string \"")?;
            let _ = f.write_str(&"x".repeat(scrub::READ));
            let _ = f.write_str("\", expected hunter2");
            Ok(())
        });
        assert_eq!(guarded.text, format!("invalid type: string [REDACTED]{TRUNCATED}"));
        assert!(guarded.truncated);
    }

    #[test]
    fn a_huge_width_is_bounded() {
        assert!(value(|f| write!(f, "{:>60000}", "x")).truncated);
    }

    #[test]
    fn a_failing_display_keeps_what_it_wrote() {
        let guarded = value(|f| f.write_str("half").and(Err(fmt::Error)));
        assert_eq!(
            guarded,
            Guarded {
                text: format!("half{FAILED}"),
                truncated: false
            }
        );
    }

    #[test]
    fn a_panicking_display_keeps_what_it_wrote() {
        let guarded = value(|f| {
            f.write_str("half")?;
            panic!("in Display")
        });
        assert_eq!(
            guarded,
            Guarded {
                text: format!("half{PANICKED}"),
                truncated: false
            }
        );
    }

    #[test]
    fn a_backtrace_keeps_its_lines() {
        let (lines, truncated) = backtrace(&std::backtrace::Backtrace::force_capture());
        assert!(lines.len() > 3, "{lines:?}");
        assert!(lines.iter().all(|line| !line.contains('\n')));
        assert!(!truncated || lines.iter().map(String::len).sum::<usize>() <= BACKTRACE_BYTES + TRUNCATED.len());
    }
}
