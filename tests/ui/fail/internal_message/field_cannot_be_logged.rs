use secure_error::SecureError;

struct Opaque;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "GONE_MISSING", message = "Not here")]
    V { #[internal] what: Opaque },
}

fn main() {}
