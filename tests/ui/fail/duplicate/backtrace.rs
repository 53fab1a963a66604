use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 404, code = "GONE_MISSING", message = "Not here")]
    V { a: std::backtrace::Backtrace, b: std::backtrace::Backtrace },
}

fn main() {}
