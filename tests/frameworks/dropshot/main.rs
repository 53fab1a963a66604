//! Errors as answers of a dropshot server, over sockets.

mod answers;
mod boundary;
mod description;
mod leaky;
mod records;
mod serve;
mod shop;
mod without_boundary;
