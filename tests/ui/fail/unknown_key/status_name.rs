use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = NOTFOUND)]
    V,
}

fn main() {}
