//! The JSON members that are the same in every JSON format.

use crate::public::PublicError;
use crate::text::json::JsonObject;

/// Appends the parameters, then the violations as `errors`.
pub(super) fn write_params_and_errors(object: &mut JsonObject<'_>, error: &PublicError<'_>) {
    for (name, value) in error.values() {
        value.write_json(object.member(name));
    }
    if let Some(violations) = error.violations() {
        violations.write_json(object.member("errors"));
        if violations.omitted() > 0 {
            object.u64(
                "errors_omitted",
                u64::try_from(violations.omitted()).unwrap_or(u64::MAX),
            );
        }
    }
}
