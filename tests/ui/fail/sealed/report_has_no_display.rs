use secure_error::SecureError;

#[derive(SecureError)]
struct E;

fn main() {
    println!("{}", E.report());
}
