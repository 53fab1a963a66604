//! Mails are files in a folder, one each; another program would send them.

use crate::store::Mail;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Cheap to clone.
#[derive(Clone)]
pub struct Mailbox(Arc<Path>);

impl Mailbox {
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        // Mails hold tokens: no other user of this machine may read them.
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self(folder.into()))
    }

    /// Written whole or not at all. The same job again replaces its mail.
    pub async fn put(&self, job: i64, mail: &Mail) -> io::Result<()> {
        let text = format!("To: {}\nSubject: {}\n\n{}\n", mail.to, mail.subject, mail.text);
        let draft = self.0.join(format!("{job}.draft"));
        tokio::fs::write(&draft, text).await?;
        tokio::fs::rename(draft, self.0.join(format!("{job}.eml"))).await
    }
}
