//! What people may do with records: enter, amend, withdraw, put back. Each act is one function that checks the right,
//! the record and what it refers to, and then commits; or refuses and stores nothing.

use hangji_store::{Day, Id, Tx};

use super::commit::{Change, commit};
use super::declare::{Kind, Ledger};
use super::referred::{Going, by_nothing};
use super::value::{Record, State, Value};
use super::{check, rows};
use crate::access::MayWrite;
use crate::journal::ChangeKind;
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System, tree};

/// Enters a new record and tells its id. A record of the tree is its own organisation.
///
/// # Errors
/// A refusal with every problem found, or a fault.
pub fn add(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, may: &MayWrite<'_>, org: Id, values: Vec<Value>) -> Result<Id> {
    let id = cx.ids.next();
    let record = Record { id, org: if may.ledger.is_tree { id } else { org }, state: State::InForce, entry: 0, values };
    if may.ledger.is_tree {
        check_parent(tx, may, &record.values)?;
    } else {
        may.check_org(tx, org)?;
    }
    check_record(tx, sys, cx.today, may.ledger, &record)?;
    commit(tx, sys, cx, may.ledger, vec![Change { act: ChangeKind::Add, prior: 0, record }], "", Id(0))?;
    Ok(id)
}

/// Gives a record another state. `seen` is the entry whose state the actor saw: if another came in between, nothing is
/// stored and the actor is told.
///
/// # Errors
/// A refusal with every problem found, or a fault.
#[expect(clippy::too_many_arguments, reason = "an act has its transaction, its circumstances, its right and its input")]
pub fn amend(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    id: Id,
    seen: i64,
    values: Vec<Value>,
    reason: &str,
) -> Result<()> {
    let mut record = seen_record(tx, may, id, seen)?;
    let reason = given_reason(reason)?;
    check_in_force(&record)?;
    if record.values == values {
        return Err(Refusal::bad("没有改动任何内容", "nothing was changed").into());
    }
    record.values = values;
    check_record(tx, sys, cx.today, may.ledger, &record)?;
    commit(tx, sys, cx, may.ledger, vec![Change { act: ChangeKind::Amend, prior: seen, record }], &reason, Id(0))
}

/// Refuses a record that cannot be amended because it was withdrawn: a form need not be filled in to learn that.
///
/// # Errors
/// That refusal.
pub fn check_in_force(record: &Record) -> Result<()> {
    match record.state {
        State::InForce => Ok(()),
        State::Withdrawn => Err(Refusal::Conflict(Message::new(
            "记录已撤回：先恢复再修改",
            "the record is withdrawn: put it back first",
        ))
        .into()),
    }
}

/// Takes a record out of force.
///
/// # Errors
/// A refusal if other records in force refer to it; a fault.
pub fn withdraw(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    id: Id,
    seen: i64,
    reason: &str,
) -> Result<()> {
    let mut record = seen_record(tx, may, id, seen)?;
    let reason = given_reason(reason)?;
    if record.state == State::Withdrawn {
        return Err(Refusal::Conflict(Message::new("记录已经撤回", "the record is withdrawn already")).into());
    }
    by_nothing(tx, sys, may, Going::Record(id))?;
    record.state = State::Withdrawn;
    commit(tx, sys, cx, may.ledger, vec![Change { act: ChangeKind::Withdraw, prior: seen, record }], &reason, Id(0))
}

/// Puts a withdrawn record back into force.
///
/// # Errors
/// A refusal if it no longer fits beside the others; a fault.
pub fn restore(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    id: Id,
    seen: i64,
    reason: &str,
) -> Result<()> {
    let mut record = seen_record(tx, may, id, seen)?;
    let reason = given_reason(reason)?;
    if record.state == State::InForce {
        return Err(Refusal::Conflict(Message::new("记录没有撤回", "the record is not withdrawn")).into());
    }
    record.state = State::InForce;
    check_record(tx, sys, cx.today, may.ledger, &record)?;
    commit(tx, sys, cx, may.ledger, vec![Change { act: ChangeKind::Restore, prior: seen, record }], &reason, Id(0))
}

const LONGEST_REASON: usize = 500;

/// A reason as the journal takes it.
///
/// # Errors
/// A refusal at the field `reason` if it is blank, too long or not text.
pub(crate) fn given_reason(reason: &str) -> Result<String> {
    let reason = reason.trim();
    let message = |zh: &str, en: &str| Err(Refusal::invalid(Problem::at("reason", Message::new(zh, en))).into());
    if reason.is_empty() {
        return message("请写明理由", "give a reason");
    }
    if reason.chars().count() > LONGEST_REASON || reason.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return message("理由最多500字，不含控制字符", "a reason has at most 500 characters and no control characters");
    }
    Ok(reason.to_owned())
}

fn seen_record(tx: &mut Tx<'_>, may: &MayWrite<'_>, id: Id, seen: i64) -> Result<Record> {
    let unknown = || {
        Refusal::NotFound(Message::new(
            "没有这条记录，或不在您的管理范围内",
            "there is no such record, or it is outside your territory",
        ))
    };
    let Some(record) = rows::load(tx, may.ledger, id)? else { return Err(unknown().into()) };
    if !may.scope().has_org(tx, record.org)? {
        return Err(unknown().into());
    }
    if record.entry != seen {
        return Err(Refusal::Conflict(Message::new(
            "您打开以后，别人已修改这条记录：请查看最新内容，再决定是否修改",
            "somebody changed this record since you opened it: look at its present state, then decide",
        ))
        .into());
    }
    Ok(record)
}

fn check_parent(tx: &mut Tx<'_>, may: &MayWrite<'_>, values: &[Value]) -> Result<()> {
    let parent = may.ledger.position("parent").map(|i| &values[i]);
    match parent {
        Some(Value::Int(p)) => may.check_org(tx, Id(*p)),
        _ => Ok(()),
    }
}

/// Refuses a record with everything that is wrong with it: by itself, with what it refers to, and with its
/// organisation's life.
fn check_record(tx: &mut Tx<'_>, sys: &System, today: Day, ledger: &Ledger, record: &Record) -> Result<()> {
    let mut problems = check::problems(ledger, &record.values, today);
    for (field, value) in ledger.fields.iter().zip(&record.values) {
        if let (Kind::Record(other), Value::Int(id)) = (field.kind, value) {
            let table = sys.ledger(other)?.name;
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE id = $1 AND state = 0");
            if tx.number(&sql, &[(*id).into()])? == 0 {
                problems.push(Problem::at(field.name, unknown_reference(field.title.zh, field.title.en)));
            }
        }
    }
    if !ledger.is_tree && !tree::is_source(ledger.name) {
        let sql = "SELECT valid_from, valid_to, name FROM org WHERE id = $1";
        let life = tx.first(sql, &[record.org.into()], |r| Ok((r.day(0)?, r.day(1)?, r.text(2)?.to_owned())))?;
        match life {
            None => problems.push(Problem::whole(Message::new("没有这个党组织", "there is no such organisation"))),
            Some((from, to, name)) => problems.extend(outside_life(ledger, &record.values, from, to, &name)),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems).into()) }
}

/// What is said of a reference to nothing.
#[must_use]
pub fn unknown_reference(zh: &str, en: &str) -> Message {
    Message::new(format!("{zh}所指的记录不存在或已撤回"), format!("{en} refers to no record in force"))
}

/// A record's day must lie in its organisation's life.
#[must_use]
pub fn outside_life(ledger: &Ledger, values: &[Value], from: Day, to: Day, name: &str) -> Option<Problem> {
    let field = ledger.dated?;
    let Value::Text(text) = &values[ledger.position(field)?] else { return None };
    let day: Day = text.parse().ok()?;
    (day < from || day >= to).then(|| {
        let until = |open: &str| if to == Day::OPEN { open.to_owned() } else { to.to_string() };
        Problem::at(
            field,
            Message::new(
                format!("{day}时“{name}”不存在（{from}至{}）", until("今")),
                format!("{name} did not exist on {day} ({from} to {})", until("now")),
            ),
        )
    })
}
