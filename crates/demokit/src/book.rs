//! The book in which the demo district is written before it is stored: records by ledger, checked as they are written,
//! with the mistakes that were made at first and mended later.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, bail, ensure};
use hangji_platform::ledger::{Ledger, Record, State, Value, check};
use hangji_platform::{Result, System};
use hangji_store::{Day, Id, Ids, fingerprint};

/// 31 December 2013, 08:00 in Shanghai, in Unix milliseconds: from here the ids count.
const MORNING_MS: i64 = 1_388_448_000_000;
/// The milliseconds of that day until 20:00, each a block of four million ids.
const BLOCKS: u64 = 43_200_000;

/// Records of one ledger, in the order written. What they refer to stands in chapters before.
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
pub struct Book<'s> {
    sys: &'s System,
    today: Day,
    ids: Ids,
    blocks: HashSet<u64>,
    /// The first chapter of the page that is written on.
    page: usize,
    pub(crate) chapters: Vec<Chapter>,
    /// Where each record stands: chapter and place in it.
    places: HashMap<Id, (usize, usize)>,
    pub(crate) mistakes: Vec<Mistake>,
}

impl<'s> Book<'s> {
    pub(crate) fn new(sys: &'s System, today: Day) -> Self {
        Self {
            sys,
            today,
            ids: Ids::new(MORNING_MS, 0),
            blocks: HashSet::new(),
            page: 0,
            chapters: Vec::new(),
            places: HashMap::new(),
            mistakes: Vec::new(),
        }
    }

    /// The declarations that the records follow.
    #[must_use]
    pub fn sys(&self) -> &'s System {
        self.sys
    }

    /// Opens the book at the block of ids of a part: the same every time, whatever stands before it.
    pub(crate) fn open(&mut self, part: &str) -> Result<()> {
        let block = fingerprint(part) % BLOCKS;
        ensure!(self.blocks.insert(block), "the block of ids of {part} is taken: give it another code");
        self.ids = Ids::new(MORNING_MS + i64::try_from(block)?, 0);
        self.turn_page();
        Ok(())
    }

    /// Turns the page: what is written from here on may refer to everything before. Within a page, the ledgers are
    /// stored one after the other, in the order in which the first record of each was written.
    pub fn turn_page(&mut self) {
        self.page = self.chapters.len();
    }

    /// Writes a record and gives its id.
    ///
    /// # Errors
    /// If the record does not pass its ledger's checks: a mistake in the demonstration.
    pub fn add(&mut self, ledger: &'static str, org: Id, fields: &[(&'static str, Value)]) -> Result<Id> {
        let declared = self.sys.ledger(ledger)?;
        let id = self.ids.next();
        let values = values(declared, vec![Value::Null; declared.fields.len()], fields)?;
        self.check(declared, &values)?;
        let org = if declared.is_tree { id } else { org };
        let record = Record { id, org, state: State::InForce, entry: 0, values };
        let open = self.chapters[self.page..].iter().position(|c| c.ledger == ledger);
        let at = open.map_or(self.chapters.len(), |i| self.page + i);
        if at == self.chapters.len() {
            self.chapters.push(Chapter { ledger, records: Vec::new() });
        }
        self.places.insert(id, (at, self.chapters[at].records.len()));
        self.chapters[at].records.push(record);
        Ok(id)
    }

    /// Remembers that a field was wrong when it was first entered.
    ///
    /// # Errors
    /// If there is no such record, or its ledger would not have taken the wrong value.
    pub fn was_wrong(
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
    pub fn was_withdrawn(&mut self, ledger: &'static str, id: Id, reason: &'static str) {
        self.mistakes.push(Mistake { ledger, id, wrong: None, reason });
    }

    /// The values a record had before its mistake was mended.
    pub(crate) fn first_state(&self, mistake: &Mistake, ledger: &Ledger) -> Result<Vec<Value>> {
        let record = self.record(mistake.ledger, mistake.id)?;
        let wrong: Vec<(&'static str, Value)> = mistake.wrong.iter().cloned().collect();
        values(ledger, record.values.clone(), &wrong)
    }

    /// The record of an id.
    ///
    /// # Errors
    /// If none was written in that ledger.
    pub fn record(&self, ledger: &str, id: Id) -> Result<&Record> {
        let place = self.places.get(&id).map(|(chapter, nth)| (&self.chapters[*chapter], *nth));
        let found = place.filter(|(chapter, _)| chapter.ledger == ledger).map(|(chapter, nth)| &chapter.records[nth]);
        found.with_context(|| format!("no record {id} was written in {ledger}"))
    }

    /// The values of a record with the names of their fields.
    ///
    /// # Errors
    /// If none was written in that ledger.
    pub fn named(&self, ledger: &str, id: Id) -> Result<Vec<(&'static str, Value)>> {
        let (declared, record) = (self.sys.ledger(ledger)?, self.record(ledger, id)?);
        Ok(declared.fields.iter().map(|f| f.name).zip(record.values.iter().cloned()).collect())
    }

    /// A number that was written.
    ///
    /// # Errors
    /// If the record or the field has none.
    pub fn number(&self, ledger: &str, id: Id, field: &str) -> Result<i64> {
        match self.named(ledger, id)?.into_iter().find(|(name, _)| *name == field) {
            Some((_, Value::Int(n))) => Ok(n),
            _ => bail!("{ledger}.{field} of {id} is no number"),
        }
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
        let at = ledger.position(name).with_context(|| format!("{} has no field {name}", ledger.name))?;
        values[at] = value.clone();
    }
    Ok(values)
}
