use secure_error::{Report, SecureError};

#[derive(SecureError)]
struct E;

fn main() {
    let report: Report<'_> = E.report();
    println!("{report:?}");
}
