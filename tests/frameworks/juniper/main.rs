//! juniper over HTTP, with a client on a socket: each error without the execution of this crate, and with it.

mod http;
mod schema;

#[test]
fn dump() {
    for f in [
        "constant",
        "params",
        "transparent",
        "credentials",
        "tooMany",
        "database",
        "foreign",
        "violations",
        "converted",
        "commitFailed",
        "generic",
        "tampered",
        "idiom",
        "annotated",
        "forged",
        "panics",
        "pay(iban: \"x\")",
        "order(pieces: 11)",
        "order(pieces: \"x\")",
        "rows { owner }",
        "nope",
        "{",
        "constant idiom",
        "id",
    ] {
        let t = http::bare(&format!("{{ {f} }}"));
        println!("== {f}\nBARE {} {}\n", t.status, t.body);
        let t = http::sealed(&format!("{{ {f} }}"));
        println!("{} {}\n", t.status, t.body);
        for r in &t.records {
            println!("   {r}");
        }
    }
}
