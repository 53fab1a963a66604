//! Work that nobody waits for at a socket: doing again what failed, and transactions that hold or are undone.

mod bank;
mod broken_driver;
mod cancelled;
mod retry;
mod transaction;

use secure_error_tests::sink;
