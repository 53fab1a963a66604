use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "GONE_MISSING", message = "Not here")]
    V { #[source] a: std::fmt::Error, #[source] b: std::fmt::Error },
}

fn main() {}
