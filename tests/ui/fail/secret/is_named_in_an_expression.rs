use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("wrong password {}", .password.len())]
    V { password: String },
}

fn main() {}
