//! Who says that the value of an argument is not valid: async-graphql, or a scalar or validator of the application.

/// Whether async-graphql says it of itself. Its texts name types, the numbers that a schema declares, and what the client has
/// sent; those of the application may name anything.
pub(super) fn is_of_async_graphql(text: &str) -> bool {
    const OUTER: &str = " (occurred while parsing \"";
    let mut text = text;
    while let Some((inner, name)) = text.strip_suffix("\")").and_then(|text| text.rsplit_once(OUTER)) {
        if name.contains('"') {
            break;
        }
        text = inner;
    }
    if let Some(refused) = text.strip_prefix("Failed to parse \"") {
        return refused.split_once("\": ").is_some_and(|(_, reason)| is_reason(reason));
    }
    text.starts_with("Expected input type \"") || text.starts_with("Variable ") && text.ends_with(" is not defined.")
}

/// Its texts about numbers and enumerations, and those of its own validators.
const REASONS: [&str; 17] = [
    "Invalid number",
    "Only integers from {} to {} are accepted.",
    "Only integers from {} to {} or non zero are accepted.",
    "Only non zero are accepted.",
    "invalid email",
    "invalid ip",
    "invalid url",
    "password is too weak",
    "the chars length is {}, must be greater than or equal to {}",
    "the chars length is {}, must be less than or equal to {}",
    "the string length is {}, must be greater than or equal to {}",
    "the string length is {}, must be less than or equal to {}",
    "the value is {}, must be greater than or equal to {}",
    "the value is {}, must be less than or equal to {}",
    "the value length is {}, must be greater than or equal to {}",
    "the value length is {}, must be less than or equal to {}",
    "the value must be a multiple of {}.",
];

fn is_reason(text: &str) -> bool {
    let without_numbers: Vec<_> = text.split(' ').map(without_number).collect();
    REASONS.contains(&&*without_numbers.join(" "))
        || text.starts_with("Enumeration type does not contain value \"")
        || text.starts_with("value doesn't match expected format '")
}

/// The place of the number in a word, and the punctuation after it.
fn without_number(word: &str) -> String {
    let number = word.trim_end_matches([',', '.']);
    match word.strip_prefix(number) {
        Some(rest) if number.parse::<f64>().is_ok() => format!("{{}}{rest}"),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_application_is_none_of_async_graphql() {
        for (text, expected) in [
            (
                "Failed to parse \"Int\": the value is 11, must be less than or equal to 10",
                true,
            ),
            (
                "Failed to parse \"Int\": Only integers from 0 to 255 are accepted.",
                true,
            ),
            (
                "Failed to parse \"Int\": Invalid number (occurred while parsing \"Order\") (occurred while parsing \"Cart\")",
                true,
            ),
            ("Expected input type \"Int\", found \"x\".", true),
            ("Variable pieces is not defined.", true),
            (
                "Failed to parse \"Int\": the value is hunter2, must be less than or equal to 10",
                false,
            ),
            (
                "Failed to parse \"Int\": the value is 11, must be less than or equal to 10 at 10.0.0.5",
                false,
            ),
            ("Failed to parse \"Iban\": hunter2", false),
            (
                "Failed to parse \"Iban\": hunter2 (occurred while parsing \"Order\")",
                false,
            ),
            ("hunter2 is not defined.", false),
        ] {
            assert_eq!(is_of_async_graphql(text), expected, "{text}");
        }
    }
}
