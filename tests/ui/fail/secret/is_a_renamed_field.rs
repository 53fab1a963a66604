use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "GONE_MISSING", message = "Not here")]
    V {
        #[public(rename = "api_key")]
        used: u64,
    },
}

fn main() {}
