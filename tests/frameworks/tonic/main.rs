//! gRPC by tonic: a real server and its real client over a socket, without the layer and behind it.

mod composition;
mod deadlines;
mod desk;
mod exchange;
mod foreign;
mod golden;
mod ids;
mod malformed;
mod out_of_reach;
mod own;
mod panics;
mod pass_through;
mod python;
mod records;
mod streams;
mod upstream;
mod web;
