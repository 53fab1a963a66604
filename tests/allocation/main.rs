//! Reading an error allocates nothing, and a constant answer allocates no more than one that is built by hand.
//!
//! A binary of its own, because the counter is its global allocator.

// What the benchmarks compare with.
#[path = "../../benches/src/by_hand.rs"]
mod by_hand;

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use secure_error::{ProblemType, RequestId, SecureError, render};

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

fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

#[test]
fn the_counter_counts() {
    let list = allocations(|| {
        let mut list = black_box(Vec::with_capacity(1));
        list.push(black_box(Box::new(1_u64)));
        list.push(black_box(Box::new(2_u64)));
        drop(black_box(list));
    });
    assert_eq!(list, 4, "a list, two boxes, and the list again when it grows");
    assert_eq!(allocations(|| drop(black_box(not_found().to_string()))), 1);
    assert_eq!(allocations(|| drop(black_box(7_u64))), 0);
}

#[test]
fn reading_what_is_constant_allocates_nothing() {
    let errors: Vec<Box<dyn SecureError>> = vec![
        Box::new(not_found()),
        Box::new(AccountError::Busy(io_error())),
        Box::new(AccountError::Billing(BillingError)),
        Box::new(AccountError::Storage(std::fmt::Error)),
        Box::new(BillingError),
        Box::new(Box::new(not_found())),
    ];
    for error in &errors {
        let error = error.as_ref();
        assert_eq!(
            allocations(|| drop(black_box(error.status()))),
            0,
            "status of {error:?}"
        );
        assert_eq!(
            allocations(|| drop(black_box(error.error_code()))),
            0,
            "code of {error:?}"
        );
        assert_eq!(
            allocations(|| drop(black_box(error.public_message()))),
            0,
            "message of {error:?}"
        );
        assert_eq!(
            allocations(|| drop(black_box(error.problem_type()))),
            0,
            "type of {error:?}"
        );
        assert_eq!(allocations(|| drop(black_box(error.retry()))), 0, "retry of {error:?}");
        assert_eq!(
            allocations(|| drop(black_box(error.public()))),
            0,
            "public face of {error:?}"
        );
    }
}

#[test]
fn a_constant_answer_allocates_what_it_does_by_hand() {
    let id = RequestId::generate();
    let ours = || render::respond::<Vec<u8>>(&not_found().public(), &id);
    let by_hand = || by_hand::answer::<Vec<u8>>(id.as_str());

    let (our_answer, hand_made) = (ours(), by_hand());
    assert_eq!(our_answer.status(), hand_made.status());
    assert_eq!(our_answer.headers(), hand_made.headers());
    assert_eq!(our_answer.body(), hand_made.body());

    let (ours, by_hand) = (
        measure(|| drop(black_box(ours()))),
        measure(|| drop(black_box(by_hand()))),
    );
    let amount = |info: AllocationInfo| (info.count_total, info.bytes_total);
    assert_eq!(amount(ours), amount(by_hand), "allocations and bytes");
}
