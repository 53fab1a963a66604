use secure_error::SecureError;

#[derive(SecureError)]
union U {
    a: u32,
    b: f32,
}

fn main() {}
