//! Reading an error allocates nothing, a constant answer allocates no more than one that is built by hand, and a storm of
//! records keeps nothing.
//!
//! A binary of its own, because the counter is its global allocator.

// What the benchmarks compare with.
#[path = "../../benches/src/by_hand.rs"]
mod by_hand;

use std::cell::Cell;
use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use secure_error::{Fault, ProblemType, RequestId, SecureError, render};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

const NO_ACCOUNT: ProblemType = ProblemType::new(404, "ACCOUNT_NOT_FOUND", "Account not found");

#[derive(SecureError)]
enum AccountError {
    #[public(NO_ACCOUNT)]
    #[internal("no row for account {id}")]
    NotFound {
        id: u64,
    },

    #[public(status = 503, message = "Try \"again\" later", retry_after = 30)]
    #[internal("database busy", retry = transient)]
    Busy(#[source] std::io::Error),

    #[public(status = 409, code = "INSUFFICIENT_FUNDS", message = "Your balance is too low")]
    InsufficientFunds {
        #[public]
        available: u64,
    },

    #[public(transparent)]
    Billing(#[from] BillingError),

    Storage(#[from] std::fmt::Error),
}

#[derive(SecureError)]
#[public(status = 402)]
struct BillingError;

fn io_error() -> std::io::Error {
    std::io::Error::other("disk full")
}

fn not_found() -> AccountError {
    AccountError::NotFound { id: 7 }
}

fn allocations<T>(make: impl FnOnce() -> T) -> AllocationInfo {
    measure(|| drop(black_box(make())))
}

fn count<T>(make: impl FnOnce() -> T) -> u64 {
    allocations(make).count_total
}

#[test]
fn the_counter_counts() {
    assert_eq!(count(|| 7_u64), 0);
    assert_eq!(count(|| not_found().to_string()), 1);
    let list = || {
        let mut list = black_box(Vec::with_capacity(1));
        list.push(Box::new(1_u64));
        list.push(Box::new(2_u64));
        list
    };
    assert_eq!(count(list), 4, "the list, two boxes, and the list again when it grows");
}

#[test]
fn reading_what_is_constant_allocates_nothing() {
    let errors: [&dyn SecureError; 6] = [
        &not_found(),
        &AccountError::Busy(io_error()),
        &AccountError::Billing(BillingError),
        &AccountError::Storage(std::fmt::Error),
        &BillingError,
        &Box::new(not_found()),
    ];
    for error in errors {
        assert_eq!(count(|| error.status()), 0, "status of {error:?}");
        assert_eq!(count(|| error.error_code()), 0, "code of {error:?}");
        assert_eq!(count(|| error.public_message()), 0, "message of {error:?}");
        assert_eq!(count(|| error.problem_type()), 0, "type of {error:?}");
        assert_eq!(count(|| error.retry()), 0, "retry of {error:?}");
    }
    for fault in [Fault::from(not_found()), Fault::internal(io_error())] {
        let read = || {
            (
                fault.status(),
                fault.error_code(),
                fault.public_message(),
                fault.retry(),
            )
        };
        assert_eq!(count(|| drop(read())), 0, "{fault:?}");
    }
}

#[test]
fn reading_a_constant_message_beside_public_fields_allocates_nothing() {
    let error = AccountError::InsufficientFunds { available: 5 };
    assert_eq!(count(|| error.public_message()), 0);
}

/// Takes every event, and notes whether it was compact.
struct Notes;

thread_local! {
    static COMPACT: Cell<bool> = const { Cell::new(false) };
}

impl Visit for Notes {
    fn record_debug(&mut self, field: &Field, _: &dyn std::fmt::Debug) {
        if field.name() == "compact" {
            COMPACT.set(true);
        }
    }
}

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        COMPACT.set(false);
        event.record(&mut Self);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// What a report allocates when it is logged compact, which it is after very many of its kind.
fn allocations_of_a_compact_record(report: &secure_error::Report<'_>) -> AllocationInfo {
    let log = || allocations(|| report.log());
    let mut logged = std::iter::repeat_with(log).take(1_000_000);
    logged.find(|_| COMPACT.get()).expect("a budget that is used up")
}

#[test]
fn a_storm_keeps_no_memory_and_a_compact_record_takes_little() {
    let deep = (0..1_000).fold(anyhow::anyhow!("root"), |error, _| error.context("x".repeat(1_000)));
    let (small, large) = (not_found(), Fault::internal(deep));
    tracing::subscriber::with_default(Notes, || {
        for report in [small.report(), large.report()] {
            let full = allocations(|| report.log());
            let compact = allocations_of_a_compact_record(&report);
            assert_eq!(compact.count_current, 0, "{compact:?}");
            // The name, and the labels of the counter.
            assert!(compact.count_total <= 8 && compact.bytes_total <= 512, "{compact:?}");
            assert!(compact.bytes_total < full.bytes_total, "{compact:?}, full {full:?}");

            let storm = allocations(|| (0..10_000).for_each(|_| report.log()));
            assert_eq!((storm.count_current, storm.bytes_current), (0, 0), "{storm:?}");
        }
    });
}

#[test]
fn a_constant_answer_allocates_no_more_than_one_by_hand() {
    let id = RequestId::generate();
    let ours = || render::respond::<Vec<u8>>(&not_found().public(), &id);
    let by_hand = || by_hand::answer::<Vec<u8>>(id.as_str());

    assert_eq!(ours().status(), by_hand().status());
    assert_eq!(ours().headers(), by_hand().headers());
    assert_eq!(ours().body(), by_hand().body());

    let (ours, by_hand) = (allocations(ours), allocations(by_hand));
    assert!(ours.count_total <= by_hand.count_total, "{ours:?}, by hand {by_hand:?}");
    assert!(ours.bytes_total <= by_hand.bytes_total, "{ours:?}, by hand {by_hand:?}");
}
