//! What stands beside a record without being one of its facts: attached files ([`attachments`]) and remarks ([`remarks`]).
//!
//! They belong to the record: who sees it sees them, withdrawn or not. Each act is an event in the journal (`journal/events`),
//! from which the rows here follow, so that `verify` finds an altered one (`first_difference`); and when the record's
//! personal data is erased, they go with it. The bytes of files are elsewhere (`hangji-files`): here stand their names in that
//! storage, and those that are to be removed from it ([`leftovers`]).

pub mod attachments;
pub mod leftovers;
pub mod remarks;

use std::collections::HashMap;

use hangji_store::{Id, Row, Tx};

use crate::access::Viewer;
use crate::journal;
use crate::journal::events::{self, Event, PERSONAL};
use crate::journal::hash;
use crate::journal::redact::strip;
use crate::ledger::acts::given_reason;
use crate::ledger::list::{self, Line};
use crate::ledger::{Ledger, State};
use crate::refusal::{Message, Refusal};
use crate::{Cx, Result, System};

/// How much may stand beside one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Files.
    pub files: i64,
    /// Bytes of all its files.
    pub bytes: i64,
    /// Remarks.
    pub remarks: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { files: 20, bytes: 200 << 20, remarks: 500 }
    }
}

/// A record that somebody sees, and what they may do beside it.
pub struct AnnotatedRecord<'s> {
    /// Its ledger.
    pub ledger: &'s Ledger,
    /// The record.
    pub line: Line,
    /// Whether they write its ledger where it belongs: then they attach files, and withdraw what others attached or said.
    pub writes: bool,
}

impl<'s> AnnotatedRecord<'s> {
    /// A record as a viewer sees it.
    ///
    /// # Errors
    /// A refusal in the words for what does not exist.
    pub fn find(
        tx: &mut Tx<'_>,
        sys: &'s System,
        viewer: &Viewer,
        ledger: &str,
        record: Id,
    ) -> Result<AnnotatedRecord<'s>> {
        let ledger = viewer.may_read(sys, ledger)?;
        let line = list::one(tx, sys, &viewer.scope(), ledger, record)?.ok_or_else(unknown)?;
        AnnotatedRecord::of(tx, viewer, ledger, line)
    }

    /// A record that was read within what a viewer may see.
    ///
    /// # Errors
    /// If the database fails.
    pub fn of(tx: &mut Tx<'_>, viewer: &Viewer, ledger: &'s Ledger, line: Line) -> Result<AnnotatedRecord<'s>> {
        let writes = viewer.writes(ledger.name) && viewer.scope().has_org(tx, line.record.org)?;
        Ok(AnnotatedRecord { ledger, line, writes })
    }

    /// The record's id.
    #[must_use]
    pub fn record(&self) -> Id {
        self.line.record.id
    }

    /// Refuses who may not attach files to the record, and records that are withdrawn.
    ///
    /// # Errors
    /// The refusal.
    pub fn may_attach(&self, sys: &System, viewer: &Viewer) -> Result<()> {
        viewer.may_write(sys, self.ledger.name)?;
        if !self.writes {
            return Err(Refusal::Forbidden(Message::new(
                "只有记录所属党组织的录入人员可以添加附件",
                "only who enters records of its organisation attaches files",
            ))
            .into());
        }
        if self.line.record.state == State::Withdrawn {
            return Err(Refusal::Conflict(Message::new(
                "记录已撤回：先恢复再添加附件",
                "the record is withdrawn: put it back first",
            ))
            .into());
        }
        Ok(())
    }

    /// Refuses who may not withdraw what an author attached or said: it is theirs, and of those who write the ledger.
    fn may_withdraw(&self, viewer: &Viewer, author: Id) -> Result<()> {
        viewer.may_change()?;
        if self.writes || author == viewer.account {
            return Ok(());
        }
        Err(Refusal::Forbidden(Message::new(
            "只有本人和记录的录入人员可以撤回",
            "only its author and who enters these records may withdraw it",
        ))
        .into())
    }
}

/// A table of what stands beside records: how it is read, and how its acts are told.
struct Table<T> {
    name: &'static str,
    columns: &'static str,
    read: fn(&Row<'_>) -> Result<T>,
    /// The event of withdrawing, and as what it names the thing.
    withdrawn: (Event, &'static str),
}

impl<T> Table<T> {
    /// Those of a record, oldest first, without those withdrawn.
    fn of(&self, tx: &mut Tx<'_>, annotated: &AnnotatedRecord<'_>) -> Result<Vec<T>> {
        let sql = format!("SELECT {} FROM {} WHERE record = $1 AND withdrawn = 0 ORDER BY id", self.columns, self.name);
        tx.all(&sql, &[annotated.record().into()], self.read)
    }

    /// One of a record, in the words for what does not exist if it has none such.
    fn one(&self, tx: &mut Tx<'_>, annotated: &AnnotatedRecord<'_>, id: Id) -> Result<T> {
        let sql = format!("SELECT {} FROM {} WHERE id = $1 AND record = $2 AND withdrawn = 0", self.columns, self.name);
        Ok(tx.first(&sql, &[id.into(), annotated.record().into()], self.read)?.ok_or_else(gone)?)
    }

    /// Withdraws one, as an event with a reason.
    fn withdraw(
        &self,
        tx: &mut Tx<'_>,
        cx: &mut Cx,
        annotated: &AnnotatedRecord<'_>,
        id: Id,
        reason: &str,
    ) -> Result<()> {
        let reason = given_reason(reason)?;
        let (event, called) = self.withdrawn;
        events::note(tx, cx, event, annotated.record(), &[(called, &id.to_string())], &reason)?;
        let (seq, _) = journal::head(tx)?;
        let sql = format!("UPDATE {} SET withdrawn = $1 WHERE id = $2", self.name);
        tx.run(&sql, &[seq.into(), id.into()])?;
        Ok(())
    }
}

fn unknown() -> Refusal {
    Refusal::NotFound(Message::new(
        "没有这条记录，或不在您的管理范围内",
        "there is no such record, or it is outside your territory",
    ))
}

fn gone() -> Refusal {
    Refusal::NotFound(Message::new("没有这项内容，或已撤回", "there is no such thing, or it was withdrawn"))
}

fn full(zh: String, en: String) -> anyhow::Error {
    Refusal::Conflict(Message::new(zh, en)).into()
}

/// The events of this room, as they stand in the journal.
const ACTS: [Event; 4] = [Event::Attach, Event::Detach, Event::Remark, Event::RemarkWithdrawn];

/// The same, in a statement.
fn acts() -> String {
    ACTS.map(|e| format!("'{}'", e.code())).join(", ")
}

/// An act beside a record, for its history.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The entry's number.
    pub seq: i64,
    /// Unix milliseconds of the journal's clock.
    pub at: i64,
    /// The account that acted.
    pub actor: Id,
    /// What was done.
    pub event: Event,
    /// The file's name; none for remarks and where it was erased.
    pub file: Option<String>,
    /// Why; none where it was erased.
    pub reason: Option<String>,
}

/// What was done beside a record that was seen already, oldest first.
///
/// # Errors
/// If the database fails or an entry is not of the stored form.
pub fn history(tx: &mut Tx<'_>, record: Id) -> Result<Vec<Passage>> {
    let files = attachments::names(tx, record)?;
    let sql = format!(
        "SELECT seq, at, actor, act, reason, body FROM journal
         WHERE record = $1 AND ledger = 'events' AND act IN ({}) ORDER BY seq",
        acts()
    );
    tx.all(&sql, &[record.into()], |r| {
        let event = Event::from_code(r.text(3)?).ok_or_else(|| anyhow::anyhow!("an unknown event in the journal"))?;
        let reason = Some(r.text(4)?).filter(|reason| !reason.is_empty() && hash::erased(reason).is_none());
        let about = events::about(r.text(5)?)?;
        let file = about.iter().find(|(n, _)| n == "attachment").and_then(|(_, id)| files.get(id).cloned());
        let (at, actor) = (r.int(1)?, r.id(2)?);
        Ok(Passage { seq: r.int(0)?, at, actor, event, file, reason: reason.map(str::to_owned) })
    })
}

/// Erases what stands beside a record: what its events say of persons, its rows, and in time the bytes of its files.
///
/// # Errors
/// If the database fails.
pub(crate) fn erase(tx: &mut Tx<'_>, record: Id) -> Result<()> {
    let sql = format!(
        "SELECT seq, reason, body, salt FROM journal WHERE record = $1 AND ledger = 'events' AND act IN ({})",
        acts()
    );
    strip(tx, &sql, &[record.into()], |name| PERSONAL.contains(&name))?;
    attachments::erase(tx, record)?;
    tx.run("DELETE FROM remark WHERE record = $1", &[record.into()])?;
    Ok(())
}

/// An event of this room as the journal has it.
struct Told {
    event: String,
    record: i64,
    at: i64,
    actor: i64,
    body: String,
    erased: bool,
}

/// A row of this room: what its event must say.
struct Proven {
    entry: i64,
    record: i64,
    at: i64,
    account: i64,
    withdrawn: i64,
    /// The event that made it, and its text.
    made: (Event, String),
    /// The event that withdraws such a thing, and its text.
    unmade: (Event, String),
}

/// The first row that does not follow from its event, or event that has no row: the number of the entry, and what is wrong.
///
/// # Errors
/// If the database cannot be read.
pub(crate) fn first_difference(tx: &mut Tx<'_>) -> Result<Option<(i64, String)>> {
    let mut rows = attachments::rows(tx)?;
    rows.extend(remarks::rows(tx)?);
    let sql = format!(
        "SELECT seq, act, record, at, actor, body, reason FROM journal WHERE ledger = 'events' AND act IN ({})",
        acts()
    );
    let mut told = HashMap::new();
    tx.each(&sql, &[], |r| {
        told.insert(r.int(0)?, self::told(r)?);
        Ok(())
    })?;
    let mut wrong: Option<(i64, String)> = None;
    let mut note = |entry: i64, what: &str| {
        if wrong.as_ref().is_none_or(|(first, _)| entry < *first) {
            wrong = Some((entry, what.to_owned()));
        }
    };
    for row in rows {
        let (event, text) = &row.made;
        let made = told.remove(&row.entry).is_some_and(|t| {
            t.event == event.code() && (t.record, t.at, t.actor) == (row.record, row.at, row.account) && t.body == *text
        });
        if !made {
            note(row.entry, "a file or remark is not what its event says");
        }
        let (event, text) = &row.unmade;
        let unmade = |t: Told| t.event == event.code() && t.record == row.record && t.body == *text;
        if row.withdrawn != 0 && !told.remove(&row.withdrawn).is_some_and(unmade) {
            note(row.withdrawn, "a file or remark was withdrawn without an event that says so");
        }
    }
    for (seq, told) in told {
        if !told.erased {
            note(seq, "a file or remark has an event but no row that says so");
        }
    }
    Ok(wrong)
}

fn told(r: &Row<'_>) -> Result<Told> {
    let (event, body, erased) = (r.text(1)?.to_owned(), r.text(5)?.to_owned(), hash::erased(r.text(6)?).is_some());
    Ok(Told { event, record: r.int(2)?, at: r.int(3)?, actor: r.int(4)?, body, erased })
}
