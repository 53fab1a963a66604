use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, header("x-a" = "1\r\nx-b: 2"))]
    V,
}

fn main() {}
