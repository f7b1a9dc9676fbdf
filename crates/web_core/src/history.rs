//! The journal of a record in words.

use std::collections::HashMap;

use hangji_platform::Result;
use hangji_platform::annotations;
use hangji_platform::journal::events::Event;
use hangji_platform::journal::{ChangeKind, history};
use hangji_platform::ledger::{Kind, Ledger, Value, list};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Change, EntryKind, Line};
use hangji_ui::tr;

use crate::request::RequestCx;
use crate::words::{moment, platform};

/// What happened to a record and beside it, newest first, with names instead of ids.
pub fn of(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, id: Id, names: &mut Names) -> Result<Vec<Change>> {
    let mut out = Vec::new();
    for passage in history::of(tx, ledger, id)? {
        let mut lines = Vec::with_capacity(passage.changed.len());
        for (i, before, after) in &passage.changed {
            lines.push(Line {
                field: rcx.t(ledger.fields[*i].title).to_owned(),
                before: names.words(tx, rcx, ledger, *i, before)?,
                after: names.words(tx, rcx, ledger, *i, after)?,
            });
        }
        out.push((
            passage.seq,
            Change {
                number: passage.seq.to_string(),
                when: moment(passage.at),
                who: names.actor(tx, rcx, passage.actor)?,
                what: entry_kind(passage.act, passage.batch),
                reason: Some(passage.reason).filter(|r| !r.is_empty()),
                lines,
            },
        ));
    }
    for passage in annotations::history(tx, id)? {
        out.push((passage.seq, beside_it(tx, rcx, passage, names)?));
    }
    out.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    Ok(out.into_iter().map(|(_, change)| change).collect())
}

/// An act beside the record in words.
fn beside_it(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, passage: annotations::Passage, names: &mut Names) -> Result<Change> {
    let what = match passage.event {
        Event::Attach => EntryKind::Attached,
        Event::Detach => EntryKind::Detached,
        Event::RemarkWithdrawn => EntryKind::RemarkWithdrawn,
        _ => EntryKind::Remarked,
    };
    let line = |name: String| {
        let (before, after) = if what == EntryKind::Attached { (None, Some(name)) } else { (Some(name), None) };
        Line { field: tr(rcx.lang, "files-file").into_owned(), before, after }
    };
    Ok(Change {
        number: passage.seq.to_string(),
        when: moment(passage.at),
        who: names.actor(tx, rcx, passage.actor)?,
        what,
        reason: passage.reason,
        lines: passage.file.map(line).into_iter().collect(),
    })
}

/// An act in the words of the journal.
pub fn entry_kind(act: ChangeKind, batch: Id) -> EntryKind {
    let alone = batch == Id::default();
    match act {
        ChangeKind::Add if !alone => EntryKind::Imported,
        ChangeKind::Withdraw if !alone => EntryKind::Undone,
        ChangeKind::Add => EntryKind::Added,
        ChangeKind::Amend => EntryKind::Amended,
        ChangeKind::Withdraw => EntryKind::Withdrawn,
        ChangeKind::Restore => EntryKind::Restored,
        ChangeKind::Erase => EntryKind::Erased,
    }
}

/// Names looked up so far.
#[derive(Default)]
pub struct Names {
    actors: HashMap<Id, String>,
    records: HashMap<(&'static str, i64), Option<String>>,
}

impl Names {
    /// Who acted.
    pub fn actor(&mut self, tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: Id) -> Result<String> {
        if let Some(name) = self.actors.get(&id) {
            return Ok(name.clone());
        }
        let found = if id == Id::default() { None } else { history::actor_name(tx, id)? };
        let name = found.unwrap_or_else(|| tr(rcx.lang, "history-operator").into_owned());
        self.actors.insert(id, name.clone());
        Ok(name)
    }

    fn words(
        &mut self,
        tx: &mut Tx<'_>,
        rcx: &RequestCx<'_>,
        ledger: &Ledger,
        i: usize,
        value: &Value,
    ) -> Result<Option<String>> {
        let field = &ledger.fields[i];
        let name = match (field.kind, value) {
            (Kind::Record(other), Value::Int(id)) => self.record(tx, rcx, other, *id)?,
            _ => None,
        };
        let text = list::shown(field, value, name.as_deref(), platform(rcx.lang), false);
        Ok(Some(text).filter(|t| !t.is_empty()))
    }

    fn record(
        &mut self,
        tx: &mut Tx<'_>,
        rcx: &RequestCx<'_>,
        ledger: &'static str,
        id: i64,
    ) -> Result<Option<String>> {
        if let Some(name) = self.records.get(&(ledger, id)) {
            return Ok(name.clone());
        }
        let name = list::called(tx, rcx.sys, rcx.sys.ledger(ledger)?, Id(id))?;
        self.records.insert((ledger, id), name.clone());
        Ok(name)
    }
}
