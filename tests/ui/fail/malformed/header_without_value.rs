use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, header("x-a"))]
    V,
}

fn main() {}
