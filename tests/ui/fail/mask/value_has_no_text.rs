use secure_error::{SecureError, mask};

struct Opaque(#[allow(dead_code)] u8);

#[derive(SecureError)]
enum E {
    V { #[internal(with = mask::fingerprint)] value: Opaque },
}

fn main() {}
