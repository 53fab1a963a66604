use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, grpc = PERMISSION_DENIED)]
    V,
}

fn main() {}
