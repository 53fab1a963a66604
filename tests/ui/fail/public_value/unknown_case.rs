use secure_error::PublicValue;

#[derive(PublicValue)]
#[public(rename_all = "snake")]
enum Currency {
    Euro,
}

fn main() {}
