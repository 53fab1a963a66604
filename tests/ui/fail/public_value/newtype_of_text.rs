use secure_error::PublicValue;

#[derive(PublicValue)]
struct Name(String);

fn main() {}
