use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 405, allow = "GET HEAD")]
    V,
    #[public(status = 405, code = "COMMA", allow = "GET,")]
    Comma,
    #[public(status = 405, code = "LINE", allow = "GET,\nHEAD")]
    Line,
    #[public(status = 405, code = "SPACES", allow = "GET,  HEAD")]
    Spaces,
}

fn main() {}
