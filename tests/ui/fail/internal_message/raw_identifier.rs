use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("{r#type}")]
    V { r#type: u64 },
}

fn main() {}
