use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("{Self}")]
    A { name: u8 },
    #[internal("{crate}")]
    B { name: u8 },
    #[internal("{name:super$}")]
    C { name: u8 },
    #[internal("{name:self$}")]
    D { name: u8 },
    #[internal("{name} {self}", self = 1)]
    E { name: u8 },
    #[internal("{r#self}")]
    F { name: u8 },
}

fn main() {}
