use secure_error::SecureError;

struct Opaque;

#[derive(SecureError)]
enum E {
    #[internal("{what}")]
    V { what: Opaque },
}

fn main() {}
