//! Messages that no server can read: any client can send them, so they raise no alarm.

use crate::desk;
use crate::exchange::{LAYER, ONCE, grpc, raw, talk};
use tonic::transport::Server;
use tower::Layer;

#[test]
fn a_malformed_message_is_the_clients_and_raises_no_alarm() {
    let bodies: [&[u8]; 5] = [
        // A flag that does not exist.
        &[7, 0, 0, 0, 0],
        // Compressed, although no encoding was named.
        &[1, 0, 0, 0, 0],
        // Shorter than it says.
        &[0, 0, 0, 0, 9, 1],
        // No protobuf.
        &[0, 0, 0, 0, 2, 0xFF, 0xFF],
        // No message.
        &[],
    ];
    for body in bodies {
        let desk = || desk::once(|_| async { Ok("fine".to_owned()) }).routes();
        let client = async |address| raw(address, grpc(ONCE).0, body).await;
        let (plain, _) = talk(Server::builder(), desk(), client);
        let (seen, records) = talk(Server::builder(), LAYER.layer(desk()), client);
        for raw in [&plain, &seen] {
            assert_eq!(raw.headers["grpc-status"], ["13"], "{body:?}: {raw:?}");
        }
        assert_eq!(
            seen.headers["grpc-message"],
            ["The%20message%20could%20not%20be%20read"]
        );
        let [record] = &records[..] else {
            panic!("{body:?}: {records:#?}")
        };
        assert_eq!(record["level"], "INFO", "{body:?}: {record}");
        assert_eq!(record["fields"]["error.type"], "MALFORMED_MESSAGE");
    }
}
