use secure_error::PublicValue;

#[derive(PublicValue)]
struct Money {
    amount: u64,
    currency: u64,
}

fn main() {}
