use secure_error::SecureError;

struct Form {
    password: String,
}

#[derive(SecureError)]
enum E {
    #[internal("wrong password {}", .form.password)]
    V { form: Form },
}

fn main() {}
