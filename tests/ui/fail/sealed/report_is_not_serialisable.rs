use secure_error::SecureError;

#[derive(SecureError)]
struct E;

fn main() {
    let _ = serde_json::to_string(&E.report());
}
