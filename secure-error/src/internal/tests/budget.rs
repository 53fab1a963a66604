#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::{Budget, FULL, FULL_OF_EVENT, KINDS, SHARED, Share};
use crate::error::Fault;
use crate::error::SecureError;
use crate::internal::builder::ReportBuilder;
use crate::internal::fixtures::AccountError;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Report};
use crate::public::{PublicError, problem};
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many of so many reports are full, and how many the full ones say were not.
fn shares(budget: &Budget, report: &Report<'_>, second: u32, reports: u32) -> (u32, u64) {
    let (mut full, mut told) = (0, 0);
    for _ in 0..reports {
        if let Share::Full { compacted } = budget.take(report, second) {
            full += 1;
            told += compacted;
        }
    }
    (full, told)
}

fn variant(name: &'static str) -> AccountError<'static> {
    AccountError::new(name, "")
}

#[test]
fn each_second_has_so_many_full_records_of_a_kind_and_counts_the_rest() {
    let (budget, error) = (Budget::new(), variant("NotFound"));
    let report = error.report();
    assert_eq!(shares(&budget, &report, 0, 250), (FULL, 0));
    assert_eq!(shares(&budget, &report, 1, 99), (99, 150));
    assert_eq!(shares(&budget, &report, 1, 99), (1, 0));
    assert_eq!(shares(&budget, &report, 1_000, 1), (1, 98));
}

#[test]
fn a_thread_that_is_late_by_a_second_opens_no_new_budget() {
    let (budget, error) = (Budget::new(), variant("NotFound"));
    let report = error.report();
    assert_eq!(shares(&budget, &report, 7, 60), (60, 0));
    assert_eq!(shares(&budget, &report, 6, 60), (40, 0));
    assert_eq!(shares(&budget, &report, 7, 60).0, 0);
}

#[test]
fn a_flood_of_one_variant_takes_nothing_from_another_of_the_same_code() {
    let budget = Budget::new();
    let (cheap, interesting) = (variant("UnknownUser"), variant("WrongPassword"));
    assert_eq!(cheap.error_code(), interesting.error_code());
    assert_eq!(shares(&budget, &cheap.report(), 0, 100_000).0, FULL);
    assert_eq!(shares(&budget, &interesting.report(), 0, 1), (1, 0));
}

#[test]
fn a_flood_behind_a_transparent_variant_costs_its_siblings_nothing() {
    fn transparent<'a>(inner: &'a AccountError<'_>) -> Report<'a> {
        let around = |inner: Report<'a>| {
            let public = inner.public.clone();
            ReportBuilder::new(Origin::of_type("AppError"), public)
                .inherit(|| Some(inner))
                .build()
        };
        around(around(inner.report()))
    }
    let budget = Budget::new();
    let (cheap, interesting) = (variant("UnknownUser"), variant("WrongPassword"));
    assert_eq!(shares(&budget, &transparent(&cheap), 0, 1_000).0, FULL);
    assert_eq!(shares(&budget, &transparent(&interesting), 0, 1), (1, 0));
}

#[test]
fn a_flood_of_faults_takes_nothing_from_those_of_another_place() {
    let budget = Budget::new();
    let (cheap, interesting) = (Fault::problem(&problem::CONFLICT), Fault::problem(&problem::CONFLICT));
    assert_eq!(shares(&budget, &cheap.report(), 0, 1_000).0, FULL);
    assert_eq!(shares(&budget, &interesting.report(), 0, 1), (1, 0));
}

#[test]
fn a_flood_of_one_variant_takes_nothing_from_another_place_of_it() {
    let (budget, mut error) = (Budget::new(), variant("NotFound"));
    error.location = Some(Location::caller());
    assert_eq!(shares(&budget, &error.report(), 0, 1_000).0, FULL);
    error.location = Some(Location::caller());
    assert_eq!(shares(&budget, &error.report(), 0, 1), (1, 0));
}

/// A foreign error, always from the same place.
fn foreign(text: &str) -> Fault {
    Fault::internal(text)
}

#[test]
fn of_many_errors_of_one_type_one_of_another_place_keeps_its_text() {
    let budget = Budget::new();
    for number in 0..150 {
        let expected = u32::from(number < FULL);
        let error = foreign(&format!("connection {number} refused"));
        assert_eq!(shares(&budget, &error.report(), 0, 1).0, expected);
    }
    let elsewhere = Fault::internal("connection 7 refused");
    assert_eq!(shares(&budget, &elsewhere.report(), 0, 1), (1, 0));
}

#[test]
fn without_a_variant_the_text_before_a_digit_tells_failures_apart() {
    let budget = Budget::new();
    assert_eq!(shares(&budget, &foreign("row 1 is locked").report(), 0, 1_000).0, FULL);
    assert_eq!(shares(&budget, &foreign("row 2 is gone").report(), 0, 1).0, 0);
    assert_eq!(shares(&budget, &foreign("disk is full").report(), 0, 1), (1, 901));
}

#[test]
fn texts_that_others_choose_spend_a_few_budgets_and_no_more() {
    let budget = Budget::new();
    let letters = |number: u32| {
        number
            .to_string()
            .bytes()
            .map(|byte| char::from(byte + 50))
            .collect::<String>()
    };
    let chosen = |number| shares(&budget, &foreign(&letters(number)).report(), 0, 1).0;
    assert_eq!((0..10_000).map(chosen).sum::<u32>(), 3 + FULL);
    let known = (0..3).map(|number| shares(&budget, &foreign(&letters(number)).report(), 0, 1_000).0);
    assert_eq!(known.sum::<u32>(), 3 * FULL - 3);
}

#[test]
fn no_more_of_a_text_is_looked_at_than_its_beginning() {
    let budget = Budget::new();
    let long = |end: &str| foreign(&["x".repeat(64), end.to_owned()].concat());
    assert_eq!(shares(&budget, &long("a").report(), 0, 1_000).0, FULL);
    assert_eq!(shares(&budget, &long("b").report(), 0, 1).0, 0);
}

#[test]
fn an_error_that_is_logged_while_it_is_displayed_is_not_read_again() {
    #[derive(Debug)]
    struct Recursive<'a>(&'a AtomicU64);
    impl std::fmt::Display for Recursive<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.fetch_add(1, Ordering::Relaxed);
            super::take(&report_of(self));
            f.write_str("recursive")
        }
    }
    impl std::error::Error for Recursive<'_> {}
    fn report_of<'a>(error: &'a Recursive<'a>) -> Report<'a> {
        ReportBuilder::new(Origin::of_type("Recursive"), PublicError::constant(&problem::CONFLICT))
            .about(Cause::plain(None, error))
            .build()
    }
    let displayed = AtomicU64::new(0);
    super::take(&report_of(&Recursive(&displayed)));
    assert_eq!(displayed.load(Ordering::Relaxed), 1);
}

#[test]
fn a_security_event_has_more_and_an_alert_has_not() {
    let (budget, mut error) = (Budget::new(), variant("NotFound"));
    error.origin.event = Some("authn_login_fail");
    assert_eq!(shares(&budget, &error.report(), 0, 2_000).0, FULL_OF_EVENT);
    let mut error = variant("Alerting");
    error.origin.alert = true;
    assert_eq!(shares(&budget, &error.report(), 0, 2_000).0, FULL);
}

#[test]
fn threads_together_have_one_budget_and_no_count_is_lost() {
    const EACH: u32 = 20_000;
    let budget = Budget::new();
    let [full, told] = [const { AtomicU64::new(0) }; 2];
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let error = variant("NotFound");
                for second in 0..2 {
                    let (more, compacted) = shares(&budget, &error.report(), second, EACH);
                    full.fetch_add(more.into(), Ordering::Relaxed);
                    told.fetch_add(compacted, Ordering::Relaxed);
                }
            });
        }
    });
    let (_, rest) = shares(&budget, &variant("NotFound").report(), 2, 1);
    assert_eq!(full.load(Ordering::Relaxed), u64::from(2 * FULL));
    assert_eq!(
        full.load(Ordering::Relaxed) + told.load(Ordering::Relaxed) + rest,
        u64::from(8 * 2 * EACH)
    );
}

#[test]
fn more_kinds_than_there_is_room_for_cost_text_and_no_memory() {
    let budget = Budget::new();
    let names: Vec<&'static str> = (0..5_000).map(|number| &*format!("Variant{number}").leak()).collect();
    let full = |second| {
        let take = |name: &&'static str| shares(&budget, &variant(name).report(), second, 1).0;
        names.iter().map(take).sum::<u32>()
    };
    assert_eq!(full(0), 5_000, "each has its first, and its share of what others have");
    // One of those that were too late for a slot of their own.
    assert_eq!(shares(&budget, &variant("Variant4999").report(), 1, 1_000).0, FULL);
    let others = full(1);
    assert!((4_980..5_000).contains(&others), "few share its budget: {others}");
    assert_eq!(budget.0.lock().unwrap().len(), KINDS + usize::try_from(SHARED).unwrap());
}

#[test]
fn every_kind_of_an_ordinary_program_has_a_slot_of_its_own() {
    let budget = Budget::new();
    for number in 0..500 {
        let error = variant(format!("Variant{number}").leak());
        assert_eq!(shares(&budget, &error.report(), 0, 200).0, FULL);
    }
}
