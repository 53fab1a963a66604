//! Pairs on one line, as `key=value key="other value"`.

/// Writes pairs so that no value can end early or add a pair. Keys are names of the program: they are written as they are.
///
/// A value that is empty, or has a space, a quote, an equals sign or a backslash in it, is in double quotes; there a quote and
/// a backslash are escaped with a backslash.
pub(crate) fn line<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::new();
    for (key, value) in pairs {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(key);
        out.push('=');
        write(value, &mut out);
    }
    out
}

fn write(value: &str, out: &mut String) {
    let is_special = |c: char| c.is_whitespace() || matches!(c, '"' | '=' | '\\');
    if !value.is_empty() && !value.contains(is_special) {
        out.push_str(value);
        return;
    }
    out.push('"');
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_plain_value_has_no_quotes() {
        assert_eq!(line([("shard", "3"), ("user", "amy")]), "shard=3 user=amy");
        assert_eq!(
            line([("attempt", "[REDACTED]"), ("name", "Zoë")]),
            "attempt=[REDACTED] name=Zoë"
        );
        assert_eq!(line([]), "");
    }

    #[test]
    fn a_value_cannot_end_early_or_add_a_pair() {
        let hostile = [
            ("", r#"k="""#),
            ("a b", r#"k="a b""#),
            ("x user=root", r#"k="x user=root""#),
            (r#"" user="root"#, r#"k="\" user=\"root""#),
            (r"\", r#"k="\\""#),
            (r#"\" user=root"#, r#"k="\\\" user=root""#),
            ("a\u{2003}b=c", "k=\"a\u{2003}b=c\""),
        ];
        for (value, written) in hostile {
            assert_eq!(line([("k", value)]), written);
        }
    }
}
