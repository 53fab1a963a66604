//! The two ways out of a report: the log, and the escape hatch.

use crate::internal::exposed::Exposed;
use crate::internal::log;
use crate::internal::report::Report;
use crate::internal::snapshot::Snapshot;

impl Report<'_> {
    /// Writes one record to the log. Never fails and never panics, whatever the log sink does.
    ///
    /// With the feature `tracing` that is one event with the target `secure_error` and the constant message
    /// `request failed`; without it, one line of JSON on standard error. An error with an `event` is logged as a
    /// [`SecurityEvent`](crate::log::SecurityEvent) besides.
    ///
    /// While a request is being answered behind a `SecureErrorLayer`, the record has the id of that request, unless the
    /// report [names another](Self::with_request_id).
    ///
    /// # What a record says
    ///
    /// The names are those of the OpenTelemetry semantic conventions where these have one: `error.type` (the code),
    /// `http.response.status_code`, `exception.type` (`Type::Variant`), `exception.message` (the internal one),
    /// `exception.stacktrace` (causes and backtrace); `trace_id` and `span_id` of a `traceparent` that came with the
    /// request. Besides: `request_id`, `client_request_id`, `fields`, `location`, `retry`, `event`, `alert`, `truncated`,
    /// `compact`, `compacted`. What is not known or not true is not there.
    ///
    /// Without `tracing` the line has `timestamp`, `level`, `target` and `message`, and in `error` the data that
    /// [`expose_internal`](Self::expose_internal) serializes. There the code is `code`, and so are `status`, `type`,
    /// `message`, `caused_by` and `backtrace` members of their own; the other names are the same.
    ///
    /// # A storm of errors
    ///
    /// No record is dropped. But of each kind of failure (the code and the variant behind it) only 100 a second have text,
    /// or 1,000 if it is a security event. The others are *compact*: they have no message, fields, location, causes or
    /// backtrace, nothing of the error is formatted for them, and `compact` is true. The next full record of that kind tells
    /// how many there were, in `compacted`. A level that the subscriber does not take costs nothing of this.
    ///
    /// The feature `metrics` counts both for the recorder of the crate `metrics`: `secure_error_reports_total` and
    /// `secure_error_compacted_total`, with the labels `code` and `status`.
    ///
    /// # A sink that is slow
    ///
    /// The record is handed to the subscriber before this returns, so it is on its way before the client has an answer,
    /// and it is in the span in which the error arose. A subscriber that writes to a file, a pipe or a socket at once makes
    /// the request wait for that, and if it waits for ever, so does the request; standard error, without `tracing`, is no
    /// different. Put a thread between them, such as that of `tracing-appender`:
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
    /// It drops lines when 128,000 are waiting, and counts them (`error_counter`). With `lossy(false)` it does not, and
    /// requests wait again. A sink that fails or panics costs its record, never an answer.
    pub fn log(&self) {
        log::write(self);
    }

    /// The escape hatch: everything in the report as text (`Display`, `Debug`) or data (`Serialize`).
    ///
    /// For tests, command-line tools and consoles of operators. Whoever sends the result to a client undoes the purpose
    /// of this crate, so this call is worth finding in a review.
    #[must_use]
    pub fn expose_internal(&self) -> Exposed {
        Exposed::new(Snapshot::of(self))
    }
}
