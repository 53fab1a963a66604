use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal(event = "authn_login_failed")]
    V,
}

fn main() {}
