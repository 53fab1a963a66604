//! What is special about rocket: catchers, guards, fairings and their order, handlers that only a wrapper runs within the
//! request, bodies that are read, and rocket's own log.

mod catchers;
mod fairings;
mod guards;
mod handlers;
mod own_log;
mod serve;
mod wire;
