//! What is special about actix-web: errors become answers in many places, middleware may fail without an answer, and every
//! thread has its own application.

mod after_head;
mod harness;
mod leaks;
mod limits;
mod middleware;
mod passing;
mod sent;
mod types;
mod vouching;
