use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 422, grpc = INTERNAL)]
    V,
}

fn main() {}
