use secure_error::PublicValue;

struct Name(String);

impl PublicValue for Name {}

fn main() {}
