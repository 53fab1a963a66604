use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(staus = 404, code = "NOT_HERE", message = "Not here")]
    V,
}

fn main() {}
