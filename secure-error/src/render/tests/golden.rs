//! What every format writes of many errors, as a digest: a client may have stored what it was sent.

use super::view::write_view;
use super::{Envelope, Format, Html, PlainText, ProblemJson};
use crate::public::error::PublicBuilder;
use crate::public::value::Value;
use crate::public::{JsonPointer, ProblemType, PublicError, ViolationKind, Violations, problem};
use crate::request::RequestId;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A generator of numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn text(&mut self) -> &'static str {
        const PARTS: [&str; 18] = [
            "a",
            "Z",
            " ",
            "\"",
            "\\",
            "/",
            "<",
            ">",
            "&",
            "'",
            "\u{7f}",
            "\u{fffd}",
            "ü",
            "東",
            "🦀",
            "\u{2028}",
            "\u{202e}",
            "\u{e0041}",
        ];
        let length = self.below(12);
        (0..length).map(|_| self.pick(&PARTS)).collect::<String>().leak()
    }

    fn value(&mut self, depth: usize) -> Value<'static> {
        match self.below(if depth == 0 { 9 } else { 10 }) {
            0 => Value::Null,
            1 => Value::Bool(self.below(2) == 0),
            2 => Value::Int(self.pick(&[0, -1, i64::MIN.into(), i128::MIN, i128::MAX])),
            3 => Value::Uint(self.pick(&[0, 7, u64::MAX.into(), u128::MAX])),
            4 => Value::F32(self.pick(&[0.1, -0.0, 1.0, 1e-7, 16_777_216.0, f32::MAX, f32::NAN])),
            5 => Value::F64(self.pick(&[
                0.1,
                1e15,
                1e16,
                1e17,
                1e-5,
                1e-4,
                1e300,
                f64::MIN_POSITIVE,
                f64::INFINITY,
            ])),
            6 => Value::Char(self.pick(&['a', '"', '<', '\u{202e}', '🦀'])),
            7 => Value::Text(self.text()),
            8 => Value::Owned(self.text().to_owned()),
            _ => Value::List((0..self.below(4)).map(|_| self.value(depth - 1)).collect()),
        }
    }

    fn violations(&mut self) -> &'static Violations {
        const KINDS: [ViolationKind; 3] = [
            ViolationKind::new("CONFLICT", "Conflict"),
            ViolationKind::new("QUOTED", "No \"such\" <thing>: größer"),
            ViolationKind::new("LIMITED", "Slow down"),
        ];
        let mut violations = Violations::new();
        for _ in 0..self.pick(&[0, 1, 3, 64, 70]) {
            let pointer = JsonPointer::root().field(self.text()).index(self.below(9));
            violations.push(self.pick(&KINDS).at(pointer));
        }
        Box::leak(Box::new(violations))
    }

    fn error(&mut self) -> PublicError<'static> {
        const OWN: [&ProblemType; 3] = [&BASED, &QUOTED, &LIMITED];
        let problem = match self.below(2) {
            0 => &problem::ALL[self.below(problem::ALL.len())],
            _ => self.pick(&OWN),
        };
        let mut error = PublicBuilder::new(problem);
        if self.below(2) == 0 {
            return error.build();
        }
        if self.below(2) == 0 {
            error = error.message(format_args!("{}", self.text()));
        }
        for name in ["limit", "size_of_it", "unit", "retry_after"] {
            if self.below(2) == 0 {
                error = error.param(name, self.value(3));
            }
        }
        if self.below(3) == 0 {
            error = error.param("fields", Value::Violations(self.violations()));
        }
        if self.below(3) == 0 {
            error = error.retry_after(Duration::from_millis(self.below(100_000) as u64));
        }
        error.build()
    }
}

const BASED: ProblemType =
    ProblemType::new(404, "NO_ACCOUNT", "Account not found").with_type_base("https://example.com/problems/");
const QUOTED: ProblemType = ProblemType::new(404, "QUOTED", "No \"such\" <thing>: größer").with_title("'Nothing' & \\");
const LIMITED: ProblemType = ProblemType::new(429, "LIMITED", "Slow down").with_retry_after(30);

fn digest(write: impl Fn(&PublicError<'_>, &RequestId, &mut Vec<u8>)) -> String {
    let (mut dice, mut all) = (Dice(1), Vec::new());
    for number in 0..3_000 {
        let id = RequestId::parse(&format!("id-{number}")).unwrap();
        write(&dice.error(), &id, &mut all);
        all.push(b'\n');
    }
    let digest = Sha256::digest(&all)[..8].try_into().unwrap();
    format!("{:016x}", u64::from_be_bytes(digest))
}

#[test]
fn the_bodies_of_every_format_stay_what_they_are_byte_for_byte() {
    let of = |format: &dyn Format| digest(|error, id, out| format.render(error, id, out).unwrap());
    assert_eq!(of(&ProblemJson), "7e10532528138713");
    assert_eq!(of(&Envelope), "081e2a1a73c624df");
    assert_eq!(of(&PlainText), "3c6827b8db608bc0");
    assert_eq!(of(&Html), "9f8fa9d9bb62b285");
    assert_eq!(digest(write_view), "470eb23db115ceae");
}
