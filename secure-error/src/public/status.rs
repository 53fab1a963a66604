//! The constant responses of the registered 4xx and 5xx statuses.

use secure_error_rules::status::Demand;

use crate::public::ProblemType;

/// The constant response of a status, with the header that it requires. Only the application knows the challenge of a proxy, and
/// what to upgrade to.
const fn complete(status: u16) -> ProblemType {
    let problem = ProblemType::standard(status);
    match Demand::of(status) {
        Some(Demand::Challenge) => problem.with_challenge("Bearer realm=\"api\""),
        Some(Demand::Allow) => problem.with_inherited_allow(),
        Some(Demand::ProxyChallenge | Demand::Upgrade) | None => problem,
    }
}

macro_rules! problems {
    ($( $status:literal $name:ident $phrase:literal; )*) => {
        /// A constant [`ProblemType`](crate::ProblemType) for every registered 4xx and 5xx status. Its code is the name of
        /// the status, and its message is the reason phrase.
        ///
        /// `UNAUTHORIZED` has the challenge `Bearer realm="api"`, and `METHOD_NOT_ALLOWED` leaves `Allow` to the framework.
        /// `PROXY_AUTHENTICATION_REQUIRED` and `UPGRADE_REQUIRED` lack the header that RFC 9110 requires: write a
        /// [`ProblemType`](crate::ProblemType) of your own, with its [`with_header`](crate::ProblemType::with_header).
        ///
        /// ```
        /// use secure_error::problem;
        ///
        /// assert_eq!(problem::NOT_FOUND.code(), "NOT_FOUND");
        /// assert_eq!(problem::NOT_FOUND.message(), "Not Found");
        /// assert_eq!(problem::INTERNAL_ERROR.message(), "An internal error occurred");
        /// ```
        pub mod problem {
            use super::complete;
            use crate::public::ProblemType;

            /// 500 Internal Server Error: the default for every failure without a response of its own.
            pub const INTERNAL_ERROR: ProblemType = ProblemType::standard(500).finished();
            /// 500 with the code `OUTCOME_UNKNOWN`: the request may have been carried out, so a retry may carry it out twice.
            ///
            /// It is not 503 or 504, which clients and proxies retry automatically.
            pub const OUTCOME_UNKNOWN: ProblemType = ProblemType::new(
                500,
                "OUTCOME_UNKNOWN",
                "It is not known whether the request was carried out; check before you repeat it",
            )
            .finished();
            $(
                #[doc = concat!(stringify!($status), " ", $phrase, ".")]
                pub const $name: ProblemType = complete($status).finished();
            )*

            /// The constants that a status alone names.
            #[cfg(test)]
            pub(crate) const ALL: &[ProblemType] = &[INTERNAL_ERROR, $( $name ),*];
        }
    };
}

secure_error_rules::registered_statuses!(problems);

/// The constant response of a status that is known only at run time. A status outside 400 to 599 becomes a 500.
pub(crate) fn problem_of(status: http::StatusCode) -> &'static ProblemType {
    use std::sync::OnceLock;

    const FIRST: u16 = 400;
    const COUNT: usize = 200;
    // Filled as they are needed: a service meets a dozen of them.
    static PROBLEMS: [OnceLock<Box<ProblemType>>; COUNT] = [const { OnceLock::new() }; COUNT];

    let place = status
        .as_u16()
        .checked_sub(FIRST)
        .and_then(|index| PROBLEMS.get(usize::from(index)));
    match place {
        Some(place) => place.get_or_init(|| Box::new(ProblemType::standard(status.as_u16()))),
        None => &problem::INTERNAL_ERROR,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_standard_answer_has_what_its_status_demands_if_it_can_be_known() {
        for problem in problem::ALL {
            let is_known = ![407, 426].contains(&problem.status().as_u16());
            assert_eq!(problem.is_complete(), is_known, "{}", problem.code());
        }
        assert_eq!(problem::UNAUTHORIZED.challenge(), Some("Bearer realm=\"api\""));
        assert_eq!(problem::METHOD_NOT_ALLOWED.allow(), None);
    }

    #[test]
    fn no_two_standard_answers_share_a_status_or_a_code() {
        let statuses: HashSet<_> = problem::ALL.iter().map(ProblemType::status).collect();
        let codes: HashSet<_> = problem::ALL.iter().map(ProblemType::code).collect();
        assert_eq!((statuses.len(), codes.len()), (problem::ALL.len(), problem::ALL.len()));
    }

    #[test]
    fn every_status_that_the_http_crate_names_is_here() {
        for number in (400..=599).filter(|number| *number != 418) {
            let named = http::StatusCode::from_u16(number).is_ok_and(|status| status.canonical_reason().is_some());
            let here = problem::ALL.iter().any(|problem| problem.status().as_u16() == number);
            assert_eq!(named, here, "{number}");
        }
    }

    #[test]
    fn every_error_status_has_an_answer_with_its_own_number() {
        for number in 400..=599 {
            let status = http::StatusCode::from_u16(number).unwrap();
            let problem = problem_of(status);
            assert_eq!(problem.status(), status);
            assert_eq!(problem.code(), secure_error_rules::status::standard(number).code);
            assert!(std::ptr::eq(problem, problem_of(status)));
        }
        for number in [200, 399, 600, 999] {
            assert_eq!(
                problem_of(http::StatusCode::from_u16(number).unwrap()).status(),
                500,
                "{number}"
            );
        }
    }
}
