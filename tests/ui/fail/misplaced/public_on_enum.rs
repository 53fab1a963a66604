use secure_error::SecureError;

#[derive(SecureError)]
#[public(status = 404, code = "GONE_MISSING", message = "Not here")]
enum E {
    V,
}

fn main() {}
