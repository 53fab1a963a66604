use sentry::protocol::{Context, Event, Value};

/// Groups the records of secure-error by code and variant.
pub fn group(mut event: Event<'static>) -> Option<Event<'static>> {
    if let Some(Context::Other(fields)) = event.contexts.get("Rust Tracing Fields")
        && let Some(Value::String(fingerprint)) = fields.get("fingerprint")
    {
        event.fingerprint = vec![fingerprint.clone().into()].into();
    }
    Some(event)
}
