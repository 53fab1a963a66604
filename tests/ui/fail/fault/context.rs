use secure_error::{ContextExt, Fault};

fn terms() -> Result<String, Fault> {
    std::fs::read_to_string("terms").context("reading the terms")
}

fn main() {}
