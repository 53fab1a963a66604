use secure_error::{PublicValue, SecureError};

#[derive(SecureError)]
#[r#secure_error(axum)]
enum E {
    #[r#public(status = 404)]
    V {
        #[r#internal(with = mask)]
        count: u64,
    },
}

#[derive(PublicValue)]
enum P {
    #[r#public("text")]
    V,
}

fn main() {}
