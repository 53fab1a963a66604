#![deny(unused_must_use)]

use secure_error::log::SecurityEvent;

fn main() {
    SecurityEvent::authn_login_fail().user(7);
}
