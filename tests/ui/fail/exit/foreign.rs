use secure_error::Exit;

fn run() -> std::io::Result<()> {
    Ok(())
}

fn main() -> Exit {
    run().into()
}
