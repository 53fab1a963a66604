use secure_error::PublicValue;

#[derive(PublicValue)]
enum Currency {
    Euro,
}

fn main() {}
