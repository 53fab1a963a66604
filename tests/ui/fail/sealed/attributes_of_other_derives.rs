use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[error("no row {0}")]
    A(u8),
    #[snafu(display("no column"))]
    B(#[snafu(source(false))] u8),
    #[diagnostic(code(no::table))]
    C,
}

fn main() {}
