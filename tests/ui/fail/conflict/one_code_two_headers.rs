use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 409, code = "TAKEN", message = "Name taken", header("x-hint" = "name"))]
    Odd,
    #[public(status = 409, code = "TAKEN", message = "Address taken")]
    A,
    #[public(status = 409, code = "TAKEN", message = "Number taken")]
    B,
}

fn main() {}
