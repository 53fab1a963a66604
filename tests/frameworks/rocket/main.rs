//! What is special about rocket: catchers, guards, fairings and their order, handlers that only a wrapper runs within the
//! request, bodies that are read, records of what is sent, and rocket's own log.

mod catchers;
mod fairings;
mod guards;
mod handlers;
mod own_log;
mod records;
mod serve;
mod vouching;
mod wire;
