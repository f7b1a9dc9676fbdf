//! The book in which the demo district is written before it is stored: records by ledger, checked as they are written,
//! with the mistakes that were made at first and mended later.

use anyhow::{bail, ensure};
use hangji_platform::ledger::{Ledger, Record, State, Value, check};
use hangji_platform::{Result, System};
use hangji_store::{Day, Id, Ids};

use crate::TODAY_MS;

/// Records of one ledger, in the order written.
pub(crate) struct Chapter {
    pub(crate) ledger: &'static str,
    pub(crate) records: Vec<Record>,
}

/// A value that was wrong at first, or a record that should not have been entered.
pub(crate) struct Mistake {
    pub(crate) ledger: &'static str,
    pub(crate) id: Id,
    /// Field and the wrong value it had; none: the whole record was a mistake and is withdrawn.
    pub(crate) wrong: Option<(&'static str, Value)>,
    pub(crate) reason: &'static str,
}

/// All that is to be stored.
pub(crate) struct Book<'s> {
    sys: &'s System,
    today: Day,
    ids: Ids,
    pub(crate) chapters: Vec<Chapter>,
    pub(crate) mistakes: Vec<Mistake>,
}

impl<'s> Book<'s> {
    pub(crate) fn new(sys: &'s System, today: Day) -> Self {
        // Business time and fixed chance: the same ids every time.
        Self { sys, today, ids: Ids::new(TODAY_MS, 0), chapters: Vec::new(), mistakes: Vec::new() }
    }

    /// Writes a record and gives its id. The record must pass its ledger's checks.
    pub(crate) fn add(&mut self, ledger: &'static str, org: Id, fields: &[(&'static str, Value)]) -> Result<Id> {
        let declared = self.sys.ledger(ledger)?;
        let id = self.ids.next();
        let values = values(declared, vec![Value::Null; declared.fields.len()], fields)?;
        self.check(declared, &values)?;
        let org = if declared.is_tree { id } else { org };
        let record = Record { id, org, state: State::InForce, entry: 0, values };
        match self.chapters.iter_mut().find(|c| c.ledger == ledger) {
            Some(chapter) => chapter.records.push(record),
            None => self.chapters.push(Chapter { ledger, records: vec![record] }),
        }
        Ok(id)
    }

    /// Remembers that a field was wrong when it was first entered.
    pub(crate) fn was_wrong(
        &mut self,
        ledger: &'static str,
        id: Id,
        field: &'static str,
        value: impl Into<Value>,
        reason: &'static str,
    ) -> Result<()> {
        let mistake = Mistake { ledger, id, wrong: Some((field, value.into())), reason };
        let declared = self.sys.ledger(ledger)?;
        let first = self.first_state(&mistake, declared)?;
        self.check(declared, &first)?;
        self.mistakes.push(mistake);
        Ok(())
    }

    /// Remembers that a record should not have been entered.
    pub(crate) fn was_withdrawn(&mut self, ledger: &'static str, id: Id, reason: &'static str) {
        self.mistakes.push(Mistake { ledger, id, wrong: None, reason });
    }

    /// The values a record had before its mistake was mended.
    pub(crate) fn first_state(&self, mistake: &Mistake, ledger: &Ledger) -> Result<Vec<Value>> {
        let record = self.record(mistake.ledger, mistake.id)?;
        let wrong: Vec<(&'static str, Value)> = mistake.wrong.iter().cloned().collect();
        values(ledger, record.values.clone(), &wrong)
    }

    /// The record of an id.
    pub(crate) fn record(&self, ledger: &str, id: Id) -> Result<&Record> {
        let chapter = self.chapters.iter().find(|c| c.ledger == ledger);
        // Ids grow as records are written.
        let found = chapter.and_then(|c| Some(&c.records[c.records.binary_search_by_key(&id, |r| r.id).ok()?]));
        found.ok_or_else(|| anyhow::anyhow!("no record {id} was written in {ledger}"))
    }

    /// Values with the names of their fields.
    pub(crate) fn named(&self, ledger: &str, values: &[Value]) -> Result<Vec<(&'static str, Value)>> {
        let declared = self.sys.ledger(ledger)?;
        Ok(declared.fields.iter().map(|f| f.name).zip(values.iter().cloned()).collect())
    }

    fn check(&self, ledger: &Ledger, values: &[Value]) -> Result<()> {
        if let Some(p) = check::problems(ledger, values, self.today).first() {
            bail!("the demo writes a wrong record of {}: {} ({values:?})", ledger.name, p.message.en);
        }
        Ok(())
    }
}

fn values(ledger: &Ledger, mut values: Vec<Value>, fields: &[(&'static str, Value)]) -> Result<Vec<Value>> {
    for (name, value) in fields {
        let at = ledger.position(name);
        ensure!(at.is_some(), "{} has no field {name}", ledger.name);
        if let Some(at) = at {
            values[at] = value.clone();
        }
    }
    Ok(values)
}
