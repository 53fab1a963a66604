use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[internal("{0:.2$} {}", 3)]
    NoSuchArgument(f32),
    #[internal("{_0:.1$} {}", 3)]
    CountOfAField(f32, usize),
}

fn main() {}
