use std::time::Duration;

use secure_error::{PublicText, PublicValue, SecureError, Violations};

#[derive(PublicValue)]
#[public(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(dead_code)]
enum Currency {
    Euro,
    #[public("USD")]
    UsDollar,
}

#[derive(PublicValue)]
struct Cents(u64);

#[derive(PublicValue)]
struct Several<T>(Vec<T>);

#[derive(SecureError)]
#[public(status = 409, message = "{amount} {currency} of {owner}")]
#[allow(dead_code)]
struct E<T: PublicValue> {
    #[public]
    amount: Cents,
    #[public]
    currency: Currency,
    #[public]
    owner: PublicText,
    #[public]
    wait: Option<Duration>,
    #[public(rename = "limit")]
    r#type: &'static str,
    #[public]
    several: Several<T>,
    #[public]
    violations: Violations,
}

#[derive(SecureError)]
#[public(status = 422)]
#[allow(dead_code)]
struct Invalid(#[public] Violations, #[public(rename = "count")] u8);

fn main() {}
