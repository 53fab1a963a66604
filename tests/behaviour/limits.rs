//! What an error holds never uses up time, memory or the stack.

use crate::{answer, report};
use secure_error::{Fault, PublicValue, SecureError};
use std::fmt;

#[derive(SecureError)]
enum Chain {
    #[public(transparent)]
    Link(Box<Chain>),
    #[public(status = 404, code = "END", message = "The end")]
    #[internal("the end", alert)]
    End,
}

#[test]
fn a_chain_of_transparent_errors_is_answered_on_a_small_stack() {
    let run = || {
        let error = (0..5_000).fold(Chain::End, |inner, _| Chain::Link(Box::new(inner)));
        let answer: http::Response<Vec<u8>> = secure_error::respond(&error);
        assert_eq!(answer.status(), 404);
        assert!(report(&error)["chain_truncated"].as_bool().unwrap());
    };
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn what_a_transparent_error_inherits_comes_from_the_depth_of_a_few() {
    let error = Chain::Link(Box::new(Chain::Link(Box::new(Chain::End))));
    assert!(error.report().alert());
}

#[derive(PublicValue)]
struct Shared(Vec<&'static Shared>);

#[test]
fn a_public_value_that_refers_to_itself_many_times_is_read_once() {
    #[derive(SecureError)]
    #[public(status = 409, code = "SHARED", message = "{value}")]
    struct E {
        #[public]
        value: Shared,
    }
    let leaf: &'static Shared = Box::leak(Box::new(Shared(Vec::new())));
    // 64 to the power of 12, if nobody stopped.
    let root = (0..12).fold(leaf, |child, _| Box::leak(Box::new(Shared(vec![child; 64]))));
    let error = E {
        value: Shared(vec![root; 64]),
    };
    let (_, body) = answer(&error);
    assert!(body.to_string().len() < 4_000, "{body}");
}

#[test]
fn an_error_that_reports_itself_while_it_is_reported_is_cut_short() {
    #[derive(Debug)]
    struct Eager;
    impl fmt::Display for Eager {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&Fault::internal(Eager).report().expose_internal().to_string())
        }
    }
    impl std::error::Error for Eager {}
    let page = Fault::internal(Eager).report().expose_internal().to_string();
    assert!(page.contains("Eager"), "{page}");
}
