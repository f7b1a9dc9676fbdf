//! The separation of administrators (三权分立, GB/T 22239): one opens accounts, another gives them rights, a third
//! looks on. It holds for every change of the ledger of accounts, whichever way it came: form, API, import or undo.
//!
//! * The system administrator opens accounts, corrects and closes them; never gives a role or a territory.
//! * The security administrator gives and takes roles and territories, and puts closed accounts back; nothing else.
//! * Nobody changes the rights of their own account.
//! * No person holds two of the three offices.

use hangji_store::{Id, Tx};

use super::role::Office;
use super::{ACCOUNTS, ROLE, TERRITORY};
use crate::journal::ChangeKind;
use crate::ledger::{Change, Ledger, Record, State, Value, rows};
use crate::refusal::{Message, Problem};
use crate::{Cx, Result, System};

/// What the actor's office does not cover in changes of accounts.
///
/// # Errors
/// If the database fails.
pub(crate) fn check(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &Cx,
    ledger: &Ledger,
    changes: &[Change],
) -> Result<Vec<Problem>> {
    let office = office_of(tx, sys, cx.actor)?;
    let mut problems = Vec::new();
    for change in changes {
        let before = rows::load(tx, ledger, change.record.id)?;
        if let Some(office) = office {
            let touched = touched(ledger, before.as_ref(), &change.record);
            problems.extend(uncovered(office, change.kind, &touched, change.record.id == cx.actor));
        }
        problems.extend(second_office(tx, sys, ledger, &change.record)?);
    }
    problems.dedup();
    Ok(problems)
}

/// The office of an account; none for the operator at the command line, whom nothing binds.
fn office_of(tx: &mut Tx<'_>, sys: &System, account: Id) -> Result<Option<Office>> {
    if account == Id(0) {
        return Ok(None);
    }
    let sql = "SELECT role FROM accounts WHERE id = $1";
    let role = tx.first(sql, &[account.into()], |r| Ok(r.opt_text(0)?.map(str::to_owned)))?.flatten();
    Ok(Some(role.and_then(|r| sys.role(&r).map(|r| r.office)).unwrap_or(Office::Work)))
}

/// The fields that a change gives another value.
fn touched(ledger: &Ledger, before: Option<&Record>, after: &Record) -> Vec<&'static str> {
    let old = |i: usize| before.map_or(&Value::Null, |b| &b.values[i]);
    ledger.fields.iter().enumerate().filter(|(i, _)| *old(*i) != after.values[*i]).map(|(_, f)| f.name).collect()
}

/// Whether an office adds records to a ledger that it writes.
pub(super) fn adds(office: Office, ledger: &str) -> bool {
    ledger != ACCOUNTS || office != Office::Security
}

/// Whether an office does an act with accounts at all.
pub(super) fn covers(office: Office, act: ChangeKind) -> bool {
    match act {
        ChangeKind::Add => adds(office, ACCOUNTS),
        ChangeKind::Restore => office != Office::System,
        _ => true,
    }
}

/// Whether an office gives a field of a ledger that it writes its value.
pub(super) fn gives(office: Office, ledger: &str, field: &str) -> bool {
    ledger != ACCOUNTS
        || match office {
            Office::Work | Office::Audit => true,
            Office::System => !is_right(field),
            Office::Security => is_right(field),
        }
}

fn is_right(field: &str) -> bool {
    field == ROLE || field == TERRITORY
}

fn uncovered(office: Office, act: ChangeKind, touched: &[&'static str], own: bool) -> Vec<Problem> {
    let barred = touched.iter().find(|f| !gives(office, ACCOUNTS, f)).copied();
    let mut out = Vec::new();
    if own && (touched.iter().any(|f| is_right(f) || *f == "person") || act != ChangeKind::Amend) {
        out.push(Problem::whole(Message::new(
            "不能更改自己账号的权限",
            "nobody changes the rights of their own account",
        )));
    }
    match office {
        Office::Work | Office::Audit => {}
        Office::System => {
            out.extend(barred.map(|field| {
                Problem::at(
                    field,
                    Message::new(
                        "角色和管理范围由安全管理员授予：请留空",
                        "roles and territories are given by the security administrator: leave it empty",
                    ),
                )
            }));
            if !covers(office, act) {
                out.push(Problem::whole(Message::new(
                    "恢复账号即恢复其权限：由安全管理员办理",
                    "to put an account back is to give its rights back: the security administrator does it",
                )));
            }
        }
        Office::Security => {
            if !covers(office, act) {
                out.push(Problem::whole(by_system()));
            } else {
                out.extend(barred.map(|field| Problem::at(field, by_system())));
            }
        }
    }
    out
}

pub(super) fn by_system() -> Message {
    Message::new("账号的开立和资料由系统管理员办理", "accounts are opened and corrected by the system administrator")
}

/// Whether the person behind an administrator's account holds another of the offices.
fn second_office(tx: &mut Tx<'_>, sys: &System, ledger: &Ledger, record: &Record) -> Result<Option<Problem>> {
    let value = |name: &str| ledger.position(name).map_or(&Value::Null, |i| &record.values[i]);
    let office = |role: &Value| match role {
        Value::Text(code) => sys.role(code).map_or(Office::Work, |r| r.office),
        _ => Office::Work,
    };
    let (mine, Value::Int(person)) = (office(value(ROLE)), value("person")) else { return Ok(None) };
    if mine == Office::Work || record.state != State::InForce {
        return Ok(None);
    }
    let sql = "SELECT role FROM accounts WHERE person = $1 AND id <> $2 AND state = 0";
    let others = tx.all(sql, &[(*person).into(), record.id.into()], |r| {
        Ok(r.opt_text(0)?.map_or(Value::Null, |code| code.to_owned().as_str().into()))
    })?;
    let clash = others.iter().map(office).any(|o| o != Office::Work && o != mine);
    Ok(clash.then(|| {
        Problem::at(
            ROLE,
            Message::new(
                "同一人不能兼任系统、安全、审计管理员",
                "nobody may be two of system, security and audit administrator",
            ),
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_office_does_its_own() {
        let table: &[(Office, ChangeKind, &[&'static str], bool, bool)] = &[
            (Office::System, ChangeKind::Add, &["login", "name"], false, true),
            (Office::System, ChangeKind::Add, &["login", "name", "role"], false, false),
            (Office::System, ChangeKind::Add, &["login", "name", "territory"], false, false),
            (Office::System, ChangeKind::Amend, &["name", "person"], false, true),
            (Office::System, ChangeKind::Amend, &["role"], false, false),
            (Office::System, ChangeKind::Withdraw, &[], false, true),
            (Office::System, ChangeKind::Restore, &[], false, false),
            (Office::System, ChangeKind::Amend, &["name"], true, true),
            (Office::System, ChangeKind::Amend, &["person"], true, false),
            (Office::System, ChangeKind::Withdraw, &[], true, false),
            (Office::Security, ChangeKind::Add, &["login", "name"], false, false),
            (Office::Security, ChangeKind::Amend, &["role", "territory"], false, true),
            (Office::Security, ChangeKind::Amend, &["name"], false, false),
            (Office::Security, ChangeKind::Amend, &["role", "login"], false, false),
            (Office::Security, ChangeKind::Amend, &["role"], true, false),
            (Office::Security, ChangeKind::Withdraw, &[], false, true),
            (Office::Security, ChangeKind::Restore, &[], false, true),
            (Office::Work, ChangeKind::Amend, &["role"], true, false),
            (Office::Work, ChangeKind::Amend, &["role"], false, true),
        ];
        for (office, act, touched, own, good) in table {
            let problems = uncovered(*office, *act, touched, *own);
            assert_eq!(problems.is_empty(), *good, "{office:?} {act:?} {touched:?} own={own}: {problems:?}");
        }
    }
}
