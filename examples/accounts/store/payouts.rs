//! Payouts: the money leaves the account at once, and comes back only if the gateway refused for good.
//!
//! The card number is kept until the gateway has it, and then forgotten. Where the gateway offers tokens for cards, keep one
//! of those instead, and never the number.

use super::queue::{Job, enqueue};
use super::{MoneyMoved, Store, StoreError, ledger};
use crate::domain::{Caller, Cents, NewPayout, PayoutError, PayoutState, UserId};
use rusqlite::{OptionalExtension as _, params};
use secure_error::RequestId;

pub struct Payout {
    pub id: i64,
    pub cents: Cents,
    pub card: String,
    pub owner_email: String,
}

impl Store {
    /// Takes the money and queues the job, both or neither. The same payout again is the same payout, and another with its
    /// reference is refused, so that it is not taken for one that was begun.
    pub async fn begin_payout(
        &self,
        caller: Caller,
        new: NewPayout,
        request: Option<RequestId>,
    ) -> MoneyMoved<i64, PayoutError> {
        self.move_money(move |db| {
            let known = "SELECT id, cents, card_ends_with FROM payouts WHERE account = ?1 AND reference = ?2";
            // All that is kept of a card in the end.
            let ends_with = new
                .card
                .get(new.card.len().saturating_sub(4)..)
                .unwrap_or_default()
                .to_owned();
            ledger::take(db, caller.user, new.from, 0)?; // whose account it is, before anything about it is revealed
            let made = db
                .query_row(known, params![new.from, new.reference], |row| {
                    Ok((row.get(0)?, (row.get::<_, Cents>(1)?, row.get::<_, String>(2)?)))
                })
                .optional()
                .map_err(StoreError::from)?;
            if let Some((id, made)) = made {
                let same = made == (new.cents, ends_with);
                return if same {
                    Ok(id)
                } else {
                    Err(PayoutError::ReferenceTaken(id))
                };
            }
            ledger::take(db, caller.user, new.from, new.cents)?;
            db.execute(
                "INSERT INTO payouts (account, reference, cents, card, card_ends_with, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    new.from,
                    new.reference,
                    new.cents,
                    new.card,
                    ends_with,
                    PayoutState::Queued.as_str()
                ],
            )
            .map_err(StoreError::from)?;
            let id = db.last_insert_rowid();
            enqueue(db, &Job::Payout(id), request)?;
            Ok(id)
        })
        .await
    }

    /// What became of it, for its owner.
    pub async fn payout_state(&self, caller: Caller, id: i64) -> Result<PayoutState, PayoutError> {
        self.run(move |db| {
            let query = "SELECT payouts.state FROM payouts JOIN accounts ON accounts.id = payouts.account
                         WHERE payouts.id = ?1 AND accounts.owner = ?2";
            let state = db
                .query_row(query, [id, caller.user], |row| row.get::<_, String>(0))
                .optional()
                .map_err(StoreError::from)?
                .ok_or(PayoutError::Missing(id))?;
            Ok(PayoutState::parse(&state).ok_or(StoreError::Damaged("the state of a payout"))?)
        })
        .await
    }

    pub async fn payout(&self, id: i64) -> Result<Payout, StoreError> {
        self.run(move |db| {
            let query = "SELECT payouts.cents, payouts.card, users.email
                         FROM payouts JOIN accounts ON accounts.id = payouts.account JOIN users ON users.id = accounts.owner
                         WHERE payouts.id = ?1";
            Ok(db.query_row(query, [id], |row| {
                Ok(Payout {
                    id,
                    cents: row.get(0)?,
                    card: row.get(1)?,
                    owner_email: row.get(2)?,
                })
            })?)
        })
        .await
    }

    /// Ends a payout. The card number is forgotten, and a refused one gives the money back: all of it or nothing.
    pub async fn end_payout(&self, id: i64, state: PayoutState) -> MoneyMoved<(), StoreError> {
        self.move_money(move |db| {
            let queued = PayoutState::Queued.as_str();
            let ended = db.execute(
                "UPDATE payouts SET state = ?2, card = '' WHERE id = ?1 AND state = ?3",
                params![id, state.as_str(), queued],
            )?;
            if ended == 1 && state == PayoutState::Refused {
                db.execute(
                    "UPDATE accounts SET cents = cents + (SELECT cents FROM payouts WHERE id = ?1)
                     WHERE id = (SELECT account FROM payouts WHERE id = ?1)",
                    [id],
                )?;
            }
            Ok(())
        })
        .await
    }

    /// All customers, for the staff.
    pub async fn customers(&self) -> Result<Vec<(UserId, Cents)>, StoreError> {
        self.run(|db| {
            let mut query =
                db.prepare("SELECT owner, SUM(cents) FROM accounts GROUP BY owner ORDER BY owner LIMIT 1000")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}
