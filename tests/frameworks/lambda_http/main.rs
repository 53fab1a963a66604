//! Errors as answers of a function of Lambda: the real runtime in a process of its own, against an API of ours on a socket.

mod answers;
mod events;
mod functions;
mod gateway;
mod http_events;
mod records;
