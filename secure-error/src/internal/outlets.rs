//! The two ways out of a report: the log, and the escape hatch.

use crate::internal::exposed::Exposed;
use crate::internal::log;
use crate::internal::report::Report;
use crate::internal::snapshot::Snapshot;

impl Report<'_> {
    /// Writes one record to the log at once. It never fails and never panics, whatever the log sink does.
    ///
    /// With the feature `tracing` the record is one event with the target `secure_error` and the constant message
    /// `request failed`; without it, one line of JSON on standard error. An error with an `event` is also logged as a
    /// [`SecurityEvent`](crate::log::SecurityEvent).
    ///
    /// In the request scope of a `SecureErrorLayer`, the record has the ID of that request, unless the report
    /// [sets another](Self::with_request_id). An error that becomes a response there needs no call: the layer writes its
    /// record once, when the response is sent.
    ///
    /// # Fields of a record
    ///
    /// The names follow the OpenTelemetry semantic conventions where these define one: `error.type` (the code),
    /// `http.response.status_code`, `exception.type` (`Type::Variant`), `exception.message` (the internal message),
    /// `exception.stacktrace` (causes and backtrace); `trace_id` and `span_id` come from the `traceparent` of the request.
    /// The others are `request_id`, `client_request_id`, `fields`, `location`, `retry`, `event`, `alert`, `truncated`,
    /// `compact` and `compacted`. Unknown and false values are omitted.
    ///
    /// Without `tracing` the line has `timestamp`, `level`, `target` and `message`, and in `error` the data that
    /// [`expose_internal`](Self::expose_internal) serializes. There the code is `code`, and `status`, `type`, `message`,
    /// `caused_by` and `backtrace` are members of their own; the other names are the same.
    ///
    /// # Error storms
    ///
    /// No record is dropped. But for each kind of failure (its code and variant) only 100 records per second have text, or
    /// 1,000 for a security event. The text of the others is *suppressed*: they have no message, fields, location, causes
    /// or backtrace, nothing of the error is formatted for them, and `compact` is true. The next full record of that kind
    /// has the number of suppressed ones in `compacted`. A level that the subscriber does not record uses no budget.
    ///
    /// With the feature `metrics`, two counters of the crate `metrics` count all records and the suppressed ones:
    /// `secure_error_reports_total` and `secure_error_compacted_total`, with the labels `code` and `status`.
    ///
    /// # Slow sinks
    ///
    /// The record is passed to the subscriber before this returns, and so before the response leaves. A subscriber that
    /// writes to a file, a pipe or a socket synchronously delays the request, and may block it for ever; so may standard
    /// error without `tracing`. Use a writer thread, such as that of `tracing-appender`:
    ///
    /// ```
    /// # #[cfg(feature = "tracing")]
    /// # {
    /// let (writer, _guard) = tracing_appender::non_blocking(std::io::stdout());
    /// tracing_subscriber::fmt().json().with_writer(writer).init();
    /// // Keep `_guard` until the end of `main`: when it is dropped, what is still waiting is written.
    /// # secure_error::Fault::internal("example").report().log();
    /// # }
    /// ```
    ///
    /// It drops lines when 128,000 are waiting, and counts them (`error_counter`). With `lossy(false)` it drops none, and
    /// requests wait again. A sink that fails or panics loses its record, never a response.
    pub fn log(&self) {
        log::write(self);
    }

    /// The escape hatch: the whole report as text (`Display`, `Debug`) or data (`Serialize`).
    ///
    /// For tests, command-line tools and operator consoles. Never send the result to a client; look for calls of this
    /// method in reviews.
    #[must_use]
    pub fn expose_internal(&self) -> Exposed {
        Exposed::new(Snapshot::of(self))
    }
}
