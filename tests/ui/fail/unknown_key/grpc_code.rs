use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, grpc = NOTFOUND)]
    V,
}

fn main() {}
