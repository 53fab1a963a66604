use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("wrong password {}", password)]
    V { password: String },
}

fn main() {}
