//! Whether the log has one record for each failure that was answered.

use super::answers::Named;
use super::complaints::Complaints;
use crate::requests::{Expected, Kind};
use crate::service::{Note, PLANTED};
use serde::Deserialize;
use std::io::{self, BufRead};

/// A request that got a right answer.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    /// The id in its answer.
    pub id: Named,
    /// The number that it asked with.
    pub number: u64,
    /// What it was.
    pub kind: &'static Kind,
}

/// What secure-error calls its records.
const TARGET: &str = "secure_error";

/// A line of the log.
#[derive(Deserialize)]
struct Line<'l> {
    target: &'l str,
    #[serde(borrow)]
    fields: Fields<'l>,
}

/// What is judged of a record. One in a storm may leave out what makes it long.
#[derive(Deserialize)]
struct Fields<'l> {
    request_id: Option<&'l str>,
    client_request_id: Option<&'l str>,
    #[serde(rename = "http.response.status_code")]
    status: Option<u16>,
    #[serde(rename = "error.type")]
    code: Option<&'l str>,
    #[serde(rename = "exception.message")]
    message: Option<String>,
}

/// The records that were found.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Records {
    /// Of failures that were answered.
    pub answered: u64,
    /// Of requests that nobody waited for.
    pub unanswered: u64,
    /// That name the very request, because their internal text was not left out.
    pub with_text: u64,
    /// Lines of other origin.
    pub others: u64,
}

/// Compares what was answered, in any order, with the log. As many records as `gone` may have ids that no answer had.
///
/// # Errors
///
/// When the log cannot be read.
pub fn compare(
    mut answered: Vec<Answered>,
    gone: u64,
    log: impl BufRead,
    complaints: &mut Complaints,
) -> io::Result<Records> {
    answered.sort_unstable_by_key(|it| it.id);
    for pair in answered.windows(2) {
        if let [first, second] = pair
            && first.id == second.id
        {
            complaints.add("two answers have one id", || format!("{first:?} {second:?}"));
        }
    }
    let mut seen = vec![0_u32; answered.len()];
    let mut records = Records::default();
    for line in log.lines() {
        let line = line?;
        let Ok(parsed) = serde_json::from_str::<Line<'_>>(&line) else {
            complaints.add("a line of the log is no record", || line.clone());
            continue;
        };
        if parsed.target != TARGET {
            records.others += 1;
            continue;
        }
        let Some(id) = parsed.fields.request_id.and_then(Named::parse) else {
            complaints.add("a record has no id, or one of another form", || line.clone());
            continue;
        };
        if let Ok(place) = answered.binary_search_by_key(&id, |it| it.id) {
            records.answered += 1;
            seen[place] += 1;
            match fits(&parsed.fields, &answered[place]) {
                Ok(with_text) => records.with_text += u64::from(with_text),
                Err(wrong) => complaints.add(wrong, || format!("{:?} {line}", answered[place])),
            }
        } else {
            records.unanswered += 1;
        }
    }
    for (answer, count) in answered.iter().zip(seen) {
        match (answer.kind.fails(), count) {
            (true, 1) | (false, 0) => {}
            (true, 0) => complaints.add("a failure has no record", || format!("{answer:?}")),
            (true, _) => complaints.add("a failure has several records", || format!("{answer:?}")),
            (false, _) => complaints.add("a success has a record", || format!("{answer:?}")),
        }
    }
    if records.unanswered > gone {
        complaints.add("there are more records than failures", || format!("{records:?}"));
    }
    Ok(records)
}

/// Whether a record and an answer with one id speak of one request, and whether the record proves it.
fn fits(record: &Fields<'_>, answer: &Answered) -> Result<bool, &'static str> {
    if let Expected::Failure { status, code, .. } = answer.kind.expected {
        if record.code != Some(code) {
            return Err("a record has another code than its answer");
        }
        if record.status.is_some_and(|it| it != status) {
            return Err("a record has another status than its answer");
        }
    }
    let own = format!("{PLANTED}-{}", answer.number);
    if record.client_request_id.is_some_and(|id| id != own) {
        return Err("a record has the id of another client, or one that is none");
    }
    match record.message.as_deref().and_then(Note::find) {
        None => Ok(false),
        Some(note) if note == Note(answer.number) => Ok(true),
        Some(_) => Err("a record is about another request than its answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::KINDS;

    fn answered(id: u128, name: &str) -> Answered {
        let kind: &'static Kind = KINDS.iter().find(|kind| kind.name == name).unwrap();
        Answered {
            id: Named(id),
            number: 7,
            kind,
        }
    }

    fn record(id: u128, code: &str, rest: &str) -> String {
        format!(
            r#"{{"level":"ERROR","fields":{{"message":"request failed","request_id":"{id:032x}","error.type":"{code}"{rest}}},"target":"secure_error"}}"#
        )
    }

    fn judge(log: &[String], gone: u64) -> (Records, Complaints) {
        let answers = vec![answered(2, "success"), answered(1, "own, constant")];
        let mut complaints = Complaints::default();
        let log = log.join("\n");
        let records = compare(answers, gone, log.as_bytes(), &mut complaints).unwrap();
        (records, complaints)
    }

    fn right() -> String {
        record(
            1,
            "ACCOUNT_NOT_FOUND",
            r#","exception.message":"no row for planted-secret[7]""#,
        )
    }

    #[test]
    fn one_record_a_failure_is_right() {
        let (records, complaints) = judge(&[right()], 0);
        assert!(complaints.is_empty(), "{complaints}");
        assert_eq!((records.answered, records.with_text, records.unanswered), (1, 1, 0));
        let short = record(1, "ACCOUNT_NOT_FOUND", "");
        assert!(judge(&[short], 0).1.is_empty(), "a short record is one too");
    }

    #[test]
    fn every_other_number_of_records_is_wrong() {
        for (log, wrong) in [
            (vec![], "a failure has no record"),
            (vec![right(), right()], "a failure has several records"),
            (vec![right(), record(2, "X", "")], "a success has a record"),
            (
                vec![right(), record(3, "X", "")],
                "there are more records than failures",
            ),
            (
                vec![right(), right()[..50].to_owned()],
                "a line of the log is no record",
            ),
            (
                vec![right(), right().replace("request_id", "id")],
                "a record has no id, or one of another form",
            ),
        ] {
            let complaints = judge(&log, 0).1;
            assert_eq!(complaints.count(wrong), 1, "{wrong}: {complaints}");
        }
    }

    #[test]
    fn requests_whose_client_went_away_may_have_records() {
        let (records, complaints) = judge(&[right(), record(3, "X", "")], 1);
        assert!(complaints.is_empty(), "{complaints}");
        assert_eq!(records.unanswered, 1);
    }

    #[test]
    fn a_record_that_fits_another_answer_is_wrong() {
        for (record, wrong) in [
            (record(1, "NOT_FOUND", ""), "a record has another code than its answer"),
            (
                record(1, "ACCOUNT_NOT_FOUND", r#","http.response.status_code":410"#),
                "a record has another status than its answer",
            ),
            (
                record(1, "ACCOUNT_NOT_FOUND", r#","client_request_id":"planted-secret-8""#),
                "a record has the id of another client, or one that is none",
            ),
            (
                record(1, "ACCOUNT_NOT_FOUND", r#","exception.message":"planted-secret[8]""#),
                "a record is about another request than its answer",
            ),
        ] {
            let complaints = judge(&[record], 0).1;
            assert_eq!(complaints.count(wrong), 1, "{wrong}: {complaints}");
        }
    }

    #[test]
    fn an_id_that_two_answers_have_is_found() {
        let answers = vec![answered(1, "success"), answered(1, "success")];
        let mut complaints = Complaints::default();
        compare(answers, 0, &b""[..], &mut complaints).unwrap();
        assert_eq!(complaints.count("two answers have one id"), 1);
    }
}
