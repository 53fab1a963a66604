use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "GONE_MISSING", message = "Not here")]
    V { #[internal] dbpass: String },
}

fn main() {}
