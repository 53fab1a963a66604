use secure_error::SecureError;

const MOST: u64 = 3;

#[derive(SecureError)]
enum E {
    #[public(status = 404, message = "At most {MOST}")]
    V,
}

fn main() {}
