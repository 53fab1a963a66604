use secure_error::PublicValue;

#[derive(PublicValue)]
enum P {
    #[public("a\u{202e}b")]
    V,
}

fn main() {}
