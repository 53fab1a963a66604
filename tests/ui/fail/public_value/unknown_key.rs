use secure_error::PublicValue;

#[derive(PublicValue)]
#[public(rename = "snake_case")]
enum Currency {
    Euro,
}

fn main() {}
