use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "GONE_MISSING", message = "Not here")]
    V { #[public] count: u64, #[public(rename = "count")] other: u64 },
}

fn main() {}
