use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(code = "NOT_HERE", message = "Not here")]
    V,
}

fn main() {}
