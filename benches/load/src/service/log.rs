//! Where the records go.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Mutex;
use tracing::{Level, Subscriber};
use tracing_subscriber::fmt::MakeWriter;

/// Records as lines of JSON, at the level that services usually have.
///
/// Each is written before its request is answered, in one piece: nothing stands between that could lose one, and "as many
/// records as failures" is a fact about secure-error and not about a queue.
pub fn subscriber(writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static) -> impl Subscriber + Send + Sync {
    tracing_subscriber::fmt()
        .json()
        .with_max_level(Level::INFO)
        .with_writer(writer)
        .finish()
}

/// Sends the records of this program to the end of a file.
pub(super) fn to_file(path: &Path) -> io::Result<()> {
    let file = File::options().append(true).create(true).open(path)?;
    tracing::subscriber::set_global_default(subscriber(Mutex::new(file))).map_err(io::Error::other)
}
