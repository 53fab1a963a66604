use secrecy::SecretSlice;
use secure_error::{SecureError, mask};

#[derive(SecureError)]
enum E {
    V { #[internal(with = mask::last4)] value: SecretSlice<u8> },
}

fn main() {}
