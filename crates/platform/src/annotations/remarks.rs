//! Remarks on records: whoever sees a record may say something about it, and everybody who sees it reads that. A remark is
//! never changed, only withdrawn.

use hangji_store::{Id, Row, Tx};

use super::{AnnotatedRecord, Limits, Proven, Table, full};
use crate::access::Viewer;
use crate::journal;
use crate::journal::events::{self, Event};
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result};

/// The most characters of a remark.
pub const LONGEST: usize = 2000;

/// A remark.
#[derive(Debug, Clone)]
pub struct Remark {
    /// Its id.
    pub id: Id,
    /// What is said.
    pub text: String,
    /// Unix milliseconds of the journal's clock.
    pub at: i64,
    /// Who says it.
    pub account: Id,
    entry: i64,
    ledger: String,
    record: Id,
    withdrawn: i64,
}

const COLUMNS: &str = "id, entry, ledger, record, text, at, account, withdrawn";

const TABLE: Table<Remark> =
    Table { name: "remark", columns: COLUMNS, read, withdrawn: (Event::RemarkWithdrawn, "remark") };

/// Says something about a record that was seen already, and gives its id.
///
/// # Errors
/// A refusal if the viewer changes nothing, the text says nothing or too much, or there are too many; a fault.
pub fn add(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    viewer: &Viewer,
    limits: &Limits,
    annotated: &AnnotatedRecord<'_>,
    text: &str,
) -> Result<Id> {
    viewer.may_change()?;
    let (text, record) = (given(text)?, annotated.record());
    let sql = "SELECT COUNT(*) FROM remark WHERE record = $1 AND withdrawn = 0";
    let (count, most) = (tx.number(sql, &[record.into()])?, limits.remarks);
    if count >= most {
        return Err(full(
            format!("一条记录最多{most}条留言：请先撤回一些"),
            format!("a record has at most {most} remarks: withdraw some first"),
        ));
    }
    let (id, ledger) = (cx.ids.next(), annotated.ledger.name.to_owned());
    let mut new = Remark { id, text, at: cx.now_ms, account: cx.actor, entry: 0, ledger, record, withdrawn: 0 };
    let about = new.about();
    events::note(tx, cx, Event::Remark, record, &about.each_ref().map(|(n, v)| (*n, v.as_str())), "")?;
    new.entry = journal::head(tx)?.0;
    tx.run(
        &format!("INSERT INTO remark ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
        &[
            new.id.into(),
            new.entry.into(),
            new.ledger.as_str().into(),
            new.record.into(),
            new.text.as_str().into(),
            new.at.into(),
            new.account.into(),
            new.withdrawn.into(),
        ],
    )?;
    Ok(id)
}

/// What is said, as it is stored.
fn given(text: &str) -> Result<String> {
    let text = text.trim().replace("\r\n", "\n");
    let wrong = |zh: String, en: String| Err(Refusal::invalid(Problem::at("text", Message::new(zh, en))).into());
    if text.is_empty() {
        return wrong("请写留言内容".into(), "say something".into());
    }
    if text.chars().count() > LONGEST || text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return wrong(
            format!("留言最多{LONGEST}字，不含控制字符"),
            format!("a remark has at most {LONGEST} characters and no control characters"),
        );
    }
    Ok(text)
}

/// The remarks on a record that was seen already, oldest first, without those withdrawn.
///
/// # Errors
/// If the database fails.
pub fn of(tx: &mut Tx<'_>, annotated: &AnnotatedRecord<'_>) -> Result<Vec<Remark>> {
    TABLE.of(tx, annotated)
}

/// A remark on a record that was seen already.
///
/// # Errors
/// A refusal if it has none such; a fault.
pub fn one(tx: &mut Tx<'_>, annotated: &AnnotatedRecord<'_>, id: Id) -> Result<Remark> {
    TABLE.one(tx, annotated, id)
}

/// Withdraws a remark: its author may, and who writes the ledger.
///
/// # Errors
/// A refusal if there is none such, they may not or give no reason; a fault.
pub fn withdraw(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    viewer: &Viewer,
    annotated: &AnnotatedRecord<'_>,
    id: Id,
    reason: &str,
) -> Result<()> {
    annotated.may_withdraw(viewer, one(tx, annotated, id)?.account)?;
    TABLE.withdraw(tx, cx, annotated, id, reason)
}

/// The rows with what their events must say.
pub(super) fn rows(tx: &mut Tx<'_>) -> Result<Vec<Proven>> {
    tx.all(&format!("SELECT {COLUMNS} FROM remark"), &[], |r| {
        let remark = read(r)?;
        let (about, id) = (remark.about(), remark.id.to_string());
        Ok(Proven {
            entry: remark.entry,
            record: remark.record.0,
            at: remark.at,
            account: remark.account.0,
            withdrawn: remark.withdrawn,
            made: (Event::Remark, events::text_of(&about.each_ref().map(|(n, v)| (*n, v.as_str())))),
            unmade: (Event::RemarkWithdrawn, events::text_of(&[("remark", &id)])),
        })
    })
}

impl Remark {
    /// What its event says.
    fn about(&self) -> [(&'static str, String); 3] {
        [("ledger", self.ledger.clone()), ("remark", self.id.to_string()), ("text", self.text.clone())]
    }
}

fn read(r: &Row<'_>) -> Result<Remark> {
    let (entry, ledger, record) = (r.int(1)?, r.text(2)?.to_owned(), r.id(3)?);
    let (text, at, account) = (r.text(4)?.to_owned(), r.int(5)?, r.id(6)?);
    Ok(Remark { id: r.id(0)?, text, at, account, entry, ledger, record, withdrawn: r.int(7)? })
}
