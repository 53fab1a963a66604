use secure_error::SecureError;

#[derive(SecureError)]
struct E {
    #[backtrace]
    #[internal]
    trace: std::backtrace::Backtrace,
}

fn main() {}
