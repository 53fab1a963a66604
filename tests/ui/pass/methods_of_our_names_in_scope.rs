use secure_error::SecureError;

/// A trait in scope that gives every type the methods that generated code finds by method lookup.
#[allow(dead_code)]
trait Methods {
    fn text(&self) {}
    fn show(&self) {}
    fn cause(&self) {}
}
impl<T: ?Sized> Methods for T {}

#[derive(SecureError)]
enum E {
    #[internal("{file}")]
    V {
        file: std::path::PathBuf,
        #[internal]
        only_debug: Option<u8>,
        source: Box<dyn std::error::Error>,
    },
}

fn main() {
    let e = E::V {
        file: "/etc".into(),
        only_debug: Some(1),
        source: "disk full".into(),
    };
    let page = e.report().expose_internal().to_string();
    assert!(page.starts_with("E::V: /etc\n"), "{page}");
    assert!(
        page.contains("only_debug = Some(1)") && page.contains("disk full"),
        "{page}"
    );
}
