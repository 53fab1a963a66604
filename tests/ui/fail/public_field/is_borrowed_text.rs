use secure_error::SecureError;

#[derive(SecureError)]
enum E<'a> {
    #[public(status = 404, code = "GONE_MISSING", message = "Not here")]
    V { #[public] account: &'a str },
}

fn main() {}
