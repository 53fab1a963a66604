//! A reported task returns nothing, or an error that has two faces.

use secure_error::{Fault, spawn_reported};

fn main() {
    spawn_reported("number", async { 7 });
    spawn_reported("foreign", async { Err::<(), _>(std::fmt::Error) });
    spawn_reported("fine", async { Err::<(), _>(Fault::internal("x")) });
}
