use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(axun)]
enum E {
    #[public(staus = 404)]
    A,
    #[public(status = 200, code = "4")]
    B,
    #[public(status = 404, message = "No {what}")]
    C { what: u64 },
    #[internal("{nothing}", levl = "x")]
    D { #[public] token: String },
}

fn main() {}
