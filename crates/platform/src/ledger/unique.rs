//! Uniqueness through time: no two records in force whose days overlap have the same values in some fields.
//!
//! Declared with the ledger ([`Ledger::unique_while`]) and asked with the guards, after the record is stored. It may
//! touch the ledger's own table, and the names of people.

use hangji_store::{Id, Tx};

use super::declare::{FieldReader, Ledger, ORG, PEOPLE};
use super::value::Record;
use crate::Result;
use crate::query::Query;
use crate::refusal::{Message, Problem};

/// The days through which records must differ, and what is said of two that do not.
#[derive(Debug, Clone, Copy)]
pub struct Uniqueness {
    /// The fields whose values must differ ([`ORG`] is the organisation); records that lack one are not concerned.
    pub(crate) same: &'static [&'static str],
    /// The day field from which a record holds.
    pub(crate) from: &'static str,
    /// The day field with the first day no longer.
    pub(crate) until: &'static str,
    /// A text field and the value it must have for records to be concerned.
    pub(crate) only: Option<(&'static str, &'static str)>,
    /// The field that the refusal stands at.
    pub(crate) at: &'static str,
    says: fn(&Clash) -> Message,
}

/// Two records that must not hold at the same time.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The days of the record that is refused, in words.
    pub mine: Message,
    /// The days of the other one, in words.
    pub theirs: Message,
    /// Whom the record that is refused names first, where its ledger involves people.
    pub me: String,
    /// Whom the other one names.
    pub them: String,
}

impl Uniqueness {
    /// Between two day fields: from the first, until the second or for good.
    #[must_use]
    pub fn between(from: &'static str, until: &'static str) -> Uniqueness {
        Uniqueness { same: &[], from, until, only: None, at: from, says: already }
    }
    /// Only for records whose text field has a value.
    #[must_use]
    pub fn only(mut self, field: &'static str, value: &'static str) -> Uniqueness {
        self.only = Some((field, value));
        self
    }
    /// What is said of two that clash, and at which field.
    #[must_use]
    pub fn says(mut self, at: &'static str, says: fn(&Clash) -> Message) -> Uniqueness {
        (self.at, self.says) = (at, says);
        self
    }
    /// The fields whose values must differ.
    pub(super) fn of(mut self, same: &'static [&'static str]) -> Uniqueness {
        self.same = same;
        self
    }

    /// The fields that it names.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'static str> {
        let only = self.only.map(|(field, _)| field);
        self.same.iter().copied().chain([self.from, self.until, self.at]).chain(only)
    }

    /// The problem of a record that holds at the same time as another with the same values: the earliest one.
    pub(super) fn problem(&self, tx: &mut Tx<'_>, ledger: &Ledger, record: &Record) -> Result<Option<Problem>> {
        let v = FieldReader { ledger, values: &record.values };
        if self.only.is_some_and(|(field, value)| v.text(field) != Some(value)) {
            return Ok(None);
        }
        let Some(query) = self.others(ledger, record) else { return Ok(None) };
        let found = tx.first(query.text(), &query.params(), |r| Ok((r.id(0)?, span(r.text(1)?, r.opt_text(2)?))))?;
        let Some((other, theirs)) = found else { return Ok(None) };
        let mine = span(v.text(self.from).unwrap_or_default(), v.text(self.until));
        let (me, them) = (named(tx, ledger, record.id)?, named(tx, ledger, other)?);
        Ok(Some(Problem::at(self.at, (self.says)(&Clash { mine, theirs, me, them }))))
    }

    /// The records that clash; none where the record lacks a value.
    fn others(&self, ledger: &Ledger, record: &Record) -> Option<Query<'static>> {
        let v = FieldReader { ledger, values: &record.values };
        let (from, until) = (self.from, self.until);
        let began = v.text(from)?.to_owned();
        let mut query =
            Query::new(&format!("SELECT x.id, x.{from}, x.{until} FROM {} x WHERE x.state = 0", ledger.name));
        for column in self.same {
            query.push(&format!(" AND x.{column} = "));
            match (*column, v.text(column), v.int(column)) {
                (ORG, ..) => query.bind_int(record.org.0),
                (_, Some(text), _) => query.bind_text(text.to_owned()),
                (_, _, Some(number)) => query.bind_int(number),
                _ => return None,
            }
        }
        query.push(" AND x.id <> ");
        query.bind_int(record.id.0);
        query.push(&format!(" AND (x.{until} IS NULL OR x.{until} > "));
        query.bind_text(began);
        query.push(")");
        if let Some(ended) = v.text(until) {
            query.push(&format!(" AND x.{from} < "));
            query.bind_text(ended.to_owned());
        }
        query.push(&format!(" ORDER BY x.{from}"));
        Some(query)
    }
}

/// What is said where a ledger says nothing else.
fn already(clash: &Clash) -> Message {
    Message::new(
        format!("同时已有另一条相同的记录（{}）", clash.theirs.zh),
        format!("there is another such record at the same time already ({})", clash.theirs.en),
    )
}

/// A whole period in words.
fn span(began: &str, ended: Option<&str>) -> Message {
    match ended {
        Some(e) => Message::new(format!("{began} 起、{e} 止"), format!("from {began} until {e}")),
        None => Message::new(format!("{began} 起至今"), format!("since {began}")),
    }
}

/// The name of the person whom a record names first.
fn named(tx: &mut Tx<'_>, ledger: &Ledger, record: Id) -> Result<String> {
    let Some(field) = ledger.involves.first() else { return Ok(String::new()) };
    let sql = format!("SELECT p.name FROM {} x JOIN {PEOPLE} p ON p.id = x.{field} WHERE x.id = $1", ledger.name);
    let name = tx.first(&sql, &[record.into()], |r| Ok(r.opt_text(0)?.unwrap_or_default().to_owned()))?;
    Ok(name.unwrap_or_default())
}
