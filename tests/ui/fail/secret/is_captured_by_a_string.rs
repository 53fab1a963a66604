use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("login failed: {}", format!("<{password}>"))]
    V { password: String },
}

fn main() {}
