use secure_error::{Fault, ResultExt};

fn terms() -> Result<String, Fault> {
    std::fs::read_to_string("terms").context("reading the terms")
}

fn main() {}
