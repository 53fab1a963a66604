use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    Undecided,
    #[public(status = 503, code = "INTERNAL_ERROR", message = "Later")]
    B,
}

fn main() {}
