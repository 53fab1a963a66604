use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 500, title = "Broken", message = "Try again later")]
    Odd,
    One,
    Two,
    #[internal("three")]
    Three,
}

fn main() {}
