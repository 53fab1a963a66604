use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, header("cache-control" = "public"))]
    V,
}

fn main() {}
