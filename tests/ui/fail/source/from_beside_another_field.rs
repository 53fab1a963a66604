use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "GONE_MISSING", message = "Not here")]
    V { #[from] inner: std::fmt::Error, id: u64 },
}

fn main() {}
