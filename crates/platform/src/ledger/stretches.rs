//! Records that hold for a time, as stretches of days in lanes: how a section of an organisation's page draws them.

use hangji_store::Day;

use super::declare::{Kind, Ledger};
use super::section::{OverTime, SectionView};
use super::value::{Record, Value};
use crate::Result;

/// A stretch of days in which a record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its position among the records.
    pub at: usize,
    /// First day.
    pub from: Day,
    /// First day no longer; open if it still holds.
    pub to: Day,
}

impl OverTime {
    /// The stretches of records, in order of their first days; records without a first day hold never.
    #[must_use]
    pub fn stretches(&self, ledger: &Ledger, records: &[&Record]) -> Vec<Held> {
        let day = |r: &Record, field: &str| match &r.values[ledger.position(field)?] {
            Value::Text(text) => text.parse::<Day>().ok(),
            _ => None,
        };
        let from = |(at, r): (usize, &&Record)| day(r, self.from).map(|from| Held { at, from, to: Day::OPEN });
        let mut held: Vec<Held> = records.iter().enumerate().filter_map(from).collect();
        held.sort_by_key(|h| (h.from, h.at));
        for i in 0..held.len() {
            let next = held[i + 1..].iter().map(|h| h.from).find(|from| *from > held[i].from);
            held[i].to = match self.until {
                Some(until) => day(records[held[i].at], until),
                None => next,
            }
            .unwrap_or(Day::OPEN);
        }
        held.retain(|h| h.from < h.to);
        held
    }

    /// The code of the lane that a record stands in.
    #[must_use]
    pub fn lane_of<'r>(&self, ledger: &Ledger, record: &'r Record) -> Option<&'r str> {
        match &record.values[ledger.position(self.lane)?] {
            Value::Text(code) => Some(code),
            _ => None,
        }
    }
}

/// Whether a ledger's section fits its fields; `organisations` is the ledger that a record is named by.
///
/// # Errors
/// If it does not: a mistake of the programmer.
pub(crate) fn check(ledger: &Ledger, organisations: Option<&Ledger>) -> Result<()> {
    let Some(section) = ledger.section else { return Ok(()) };
    let kind = |l: &Ledger, name: &str| l.position(name).map(|i| l.fields[i].kind);
    let fits = match section.view {
        SectionView::Names => true,
        SectionView::Named(field) => {
            matches!(organisations.and_then(|o| kind(o, field)), Some(Kind::Record(to)) if to == ledger.name)
        }
        SectionView::OverTime(o) => {
            let is_day = |name: &str| matches!(kind(ledger, name), Some(Kind::Day));
            matches!(kind(ledger, o.lane), Some(Kind::Choice(_)))
                && ledger.position(o.label).is_some_and(|i| !ledger.fields[i].is_encrypted())
                && is_day(o.from)
                && o.until.is_none_or(is_day)
        }
    };
    anyhow::ensure!(fits, "the section of {} does not fit its fields", ledger.name);
    Ok(())
}
