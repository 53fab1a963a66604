use secure_error::Fault;

fn handler() -> Result<(), Fault> {
    std::fs::read("settings")?;
    Ok(())
}

fn main() {
    let _ = handler();
}
