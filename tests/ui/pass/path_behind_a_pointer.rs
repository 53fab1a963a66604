use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use secure_error::SecureError;

/// As in thiserror: a path is shown as text, whatever points to it.
#[derive(Debug, thiserror::Error)]
#[error("{0} {1} {2} {3} {4}")]
struct Theirs(&'static Path, Box<Path>, Rc<Path>, Arc<PathBuf>, Cow<'static, Path>);

#[derive(SecureError)]
#[internal("{0} {1} {2} {3} {4}")]
struct Ours(&'static Path, Box<Path>, Rc<Path>, Arc<PathBuf>, Cow<'static, Path>);

fn main() {
    let path = |name: &'static str| Path::new(name);
    let theirs = Theirs(
        path("/a"),
        path("/b").into(),
        path("/c").into(),
        Arc::new("/d".into()),
        path("/e").into(),
    );
    let ours = Ours(
        path("/a"),
        path("/b").into(),
        path("/c").into(),
        Arc::new("/d".into()),
        path("/e").into(),
    );
    let page = ours.report().expose_internal().to_string();
    assert_eq!(theirs.to_string(), "/a /b /c /d /e");
    assert!(page.starts_with("Ours: /a /b /c /d /e\n"), "{page}");
}
