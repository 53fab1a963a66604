//! Balances and transfers.

use super::{Account, MoneyMoved, Store, StoreError, now};
use crate::domain::{AccountId, Caller, Cents, Transfer, TransferError, UserId};
use rusqlite::{Connection, OptionalExtension as _, params};

impl Store {
    pub async fn account(&self, caller: Caller, id: AccountId) -> Result<Account, TransferError> {
        self.run(move |db| {
            let cents = available(db, caller.user, id)?;
            Ok(Account { id, cents })
        })
        .await
    }

    pub async fn transfer(&self, caller: Caller, transfer: Transfer) -> MoneyMoved<(), TransferError> {
        self.move_money(move |db| {
            let Transfer {
                reference,
                from,
                to,
                cents,
            } = transfer;
            if let Some(made) = made_before(db, caller.user, &reference)? {
                // The same transfer again is the response to a client that did not get the first one.
                return if made == (from, to, cents) {
                    Ok(())
                } else {
                    Err(TransferError::ReferenceTaken { caller: caller.user })
                };
            }
            take(db, caller.user, from, cents)?;
            let given = db
                .execute("UPDATE accounts SET cents = cents + ?2 WHERE id = ?1", [to, cents])
                .map_err(StoreError::from)?;
            if given != 1 {
                return Err(TransferError::NoAccount(to));
            }
            db.execute(
                "INSERT INTO transfers VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![caller.user, reference, from, to, cents, now()],
            )
            .map_err(StoreError::from)?;
            Ok(())
        })
        .await
    }

    /// All the money that the bank has to account for: on accounts, and on its way out.
    pub async fn total(&self) -> Result<Cents, StoreError> {
        self.run(|db| {
            let query = "SELECT (SELECT COALESCE(SUM(cents), 0) FROM accounts)
                              + (SELECT COALESCE(SUM(cents), 0) FROM payouts WHERE state <> 'refused')";
            Ok(db.query_row(query, [], |row| row.get(0))?)
        })
        .await
    }
}

/// Takes money from an account of the caller. Inside of a transaction: what is checked here stays true until its end.
pub(super) fn take(db: &Connection, caller: UserId, account: AccountId, cents: Cents) -> Result<(), TransferError> {
    let available = available(db, caller, account)?;
    if available < cents {
        return Err(TransferError::Overdraft {
            account,
            available,
            wanted: cents,
        });
    }
    db.execute("UPDATE accounts SET cents = cents - ?2 WHERE id = ?1", [account, cents])
        .map_err(StoreError::from)?;
    Ok(())
}

fn available(db: &Connection, caller: UserId, id: AccountId) -> Result<Cents, TransferError> {
    let query = "SELECT owner, cents FROM accounts WHERE id = ?1";
    let found = db
        .query_row(query, [id], |row| Ok((row.get::<_, UserId>(0)?, row.get(1)?)))
        .optional()
        .map_err(StoreError::from)?;
    match found {
        Some((owner, cents)) if owner == caller => Ok(cents),
        Some(_) => Err(TransferError::NotTheirs { account: id, caller }),
        None => Err(TransferError::NoAccount(id)),
    }
}

type Made = (AccountId, AccountId, Cents);

fn made_before(db: &Connection, caller: UserId, reference: &str) -> Result<Option<Made>, StoreError> {
    let query = "SELECT sender, receiver, cents FROM transfers WHERE caller = ?1 AND reference = ?2";
    let made = db.query_row(query, params![caller, reference], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    });
    Ok(made.optional()?)
}
