//! What the layer cannot do anything about, so that its documentation stays true.

use crate::desk;
use crate::exchange::{LAYER, ONCE, call, channel, talk};
use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;
use tonic::transport::Server;
use tower::Layer;

/// The deadline of the server itself is around all layers.
#[test]
fn a_deadline_of_tonic_gets_its_constant_response_and_is_not_logged() {
    let desk = || LAYER.layer(desk::once(|_| pending()).routes());
    let server = Server::builder().timeout(Duration::from_millis(5));
    let (seen, records) = talk(server, desk(), async |address: SocketAddr| {
        call(ONCE).make(&channel(address).await).await
    });
    assert_eq!(seen.failed().message, "Timeout expired");
    assert!(
        records.is_empty() && !seen.failed().metadata.contains_key("x-request-id"),
        "{records:?}"
    );
}
