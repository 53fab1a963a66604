//! The visits, in order.

use super::visitor::Visitor;
use serde_json::json;

pub fn play(visitor: &mut Visitor) -> Result<(), ureq::Error> {
    Visitor::headline("Nobody learns who is a customer");
    let carol = json!({ "email": "carol@example.com", "password": "a long enough one" });
    let alice = json!({ "email": "alice@example.com", "password": "a long enough one" });
    visitor.show("A new customer", "POST", "/sign-up", Some(carol), 202)?;
    visitor.show(
        "An address that is taken: the same",
        "POST",
        "/sign-up",
        Some(alice),
        202,
    )?;
    let nonsense = json!({ "email": "carol", "password": "short" });
    visitor.show(
        "Fields that are wrong, all at once",
        "POST",
        "/sign-up",
        Some(nonsense),
        422,
    )?;
    let nobody = json!({ "email": "nobody@example.com" });
    visitor.show(
        "A new password for nobody: the same again",
        "POST",
        "/recovery",
        Some(nobody),
        202,
    )?;

    Visitor::headline("Logging in");
    let unknown = json!({ "email": "mallory@example.com", "password": "hunter2" });
    let wrong = json!({ "email": "bob@example.com", "password": "hunter2" });
    visitor.show("An unknown user", "POST", "/login", Some(unknown), 401)?;
    visitor.show(
        "A wrong password: the same answer, another record",
        "POST",
        "/login",
        Some(wrong.clone()),
        401,
    )?;
    visitor.show(
        "Once more, and the user is locked: the same answer",
        "POST",
        "/login",
        Some(wrong.clone()),
        401,
    )?;
    visitor.repeat(6, "POST", "/login", &wrong)?;
    visitor.show("Too many tries", "POST", "/login", Some(wrong), 429)?;
    let typed = json!({ "email": "alice@example.com", "password": 12_345_678 });
    visitor.show(
        "A body of the wrong shape, with a password in it",
        "POST",
        "/login",
        Some(typed),
        400,
    )?;
    let right = json!({ "email": "alice@example.com", "password": "correct horse battery" });
    let answer = visitor.show("The right password", "POST", "/login", Some(right), 200)?;
    visitor.use_token(&answer);

    Visitor::headline("Money");
    visitor.show("What there is", "GET", "/accounts", None, 200)?;
    let transfer =
        |reference: &str, to: i64, cents: i64| json!({ "reference": reference, "from": 1, "to": to, "cents": cents });
    visitor.show(
        "A transfer",
        "POST",
        "/transfers",
        Some(transfer("rent", 2, 5_000)),
        201,
    )?;
    visitor.show(
        "The same again: made once",
        "POST",
        "/transfers",
        Some(transfer("rent", 2, 5_000)),
        201,
    )?;
    visitor.show(
        "Another with its reference",
        "POST",
        "/transfers",
        Some(transfer("rent", 2, 1)),
        409,
    )?;
    visitor.show(
        "More than there is",
        "POST",
        "/transfers",
        Some(transfer("car", 2, 90_000)),
        409,
    )?;
    visitor.show("An account that is not there", "GET", "/accounts/99", None, 404)?;
    visitor.show("Somebody else's: the same", "GET", "/accounts/2", None, 404)?;

    Visitor::headline("Jobs: transient, permanent, unknown");
    let payout = |reference: &str, card: &str| json!({ "reference": reference, "from": 1, "cents": 100, "card": card });
    visitor.show_job(
        "A payout to a busy gateway",
        "/payouts",
        payout("p1", "4111111111110003"),
    )?;
    visitor.show_job(
        "To a card that is refused",
        "/payouts",
        payout("p2", "4111111111110002"),
    )?;
    visitor.show_job(
        "A gateway that never answers",
        "/payouts",
        payout("p3", "4111111111110004"),
    )?;
    visitor.wait_until("/payouts/3", "unknown")?;
    visitor.show("What the customer learns of that", "GET", "/payouts/3", None, 200)?;

    Visitor::headline("What nobody wrote an error for");
    visitor.show(
        "The office, which a customer may not know of",
        "GET",
        "/office/customers",
        None,
        404,
    )?;
    visitor.show(
        "A path that really does not exist: the same",
        "GET",
        "/nowhere",
        None,
        404,
    )?;
    visitor.show("The wrong method", "DELETE", "/transfers", None, 405)?;
    let huge = json!({ "reference": "x".repeat(20_000) });
    visitor.show("A body that is too large", "POST", "/transfers", Some(huge), 413)?;
    visitor.accept(Some("text/html,application/xhtml+xml,*/*;q=0.8"));
    visitor.show("The same for a browser", "GET", "/nowhere", None, 404)?;
    Ok(())
}
