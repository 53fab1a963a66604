use secure_error::PublicValue;

#[derive(PublicValue)]
enum Currency {
    #[public("other")]
    Other(String),
}

fn main() {}
