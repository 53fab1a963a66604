use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, header("access-control-allow-origin" = "*"))]
    V,
}

fn main() {}
