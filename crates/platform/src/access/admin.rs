//! What administrators do with accounts beside their records. Who does what keeps any one of them from becoming somebody
//! else unseen:
//!
//! * the **system administrator** sets a password for one entry, which the owner must change; never that of an
//!   administrator, for that would be to become them: those are set by the operator (`hangji user passwd`);
//! * the **security administrator** gives rights, unlocks, ends sessions, and removes second factors that were lost;
//! * nobody does any of it to their own account; each act is in the journal with its reason.

use hangji_store::{Id, Tx};

use super::policy::{Demand, Policy};
use super::rights::{Office, Viewer};
use super::{ACCOUNTS, Password, ROLE, TERRITORY, factors, lockout, sessions};
use crate::journal::events::{self, Event};
use crate::ledger::list::{self, Line};
use crate::ledger::{Value, acts};
use crate::refusal::{Problem, Refusal, Said};
use crate::{Cx, Result, System};

/// How an account stands beside its record.
#[derive(Debug, Clone)]
pub struct Standing {
    /// When its lock ends (Unix milliseconds), if it is locked.
    pub locked_until: Option<i64>,
    /// When its password was set; 0 if it has none.
    pub password_at: i64,
    /// Whether the password must be changed at the next entry.
    pub must_change: bool,
    /// When a password for one entry ends; 0 is never.
    pub password_ends: i64,
    /// Second factors.
    pub factors: Vec<factors::Factor>,
    /// Recovery codes left.
    pub codes_left: i64,
    /// Whether a second factor is demanded of it.
    pub demanded: bool,
    /// Sessions and tokens.
    pub sessions: Vec<sessions::Session>,
    /// When it was last entered; 0 if never or long ago.
    pub entered_at: i64,
}

/// How an account stands.
///
/// # Errors
/// If the database fails.
pub fn standing(tx: &mut Tx<'_>, policy: &Policy, account: Id, office: Office, now_ms: i64) -> Result<Standing> {
    let login = lockout::name(&sessions::login_of(tx, account)?);
    let sql = "SELECT changed_at, must_change, ends_at FROM credential WHERE account = $1";
    let password = tx.first(sql, &[account.into()], |r| Ok((r.int(0)?, r.int(1)? == 1, r.int(2)?)))?;
    let (password_at, must_change, password_ends) = password.unwrap_or_default();
    let entered = "SELECT COALESCE(MAX(at), 0) FROM journal WHERE record = $1 AND ledger = 'events' AND act = $2";
    Ok(Standing {
        locked_until: lockout::until(tx, &login, now_ms)?,
        password_at,
        must_change,
        password_ends,
        factors: factors::of(tx, account)?,
        codes_left: factors::codes_left(tx, account)?,
        demanded: policy.demand(tx)?.concerns(office),
        sessions: sessions::of(tx, policy, account, now_ms)?,
        entered_at: tx.number(entered, &[account.into(), Event::LogIn.code().into()])?,
    })
}

/// The office that an account's role holds.
#[must_use]
pub fn office(sys: &System, line: &Line) -> Office {
    let Ok(ledger) = sys.ledger(ACCOUNTS) else { return Office::Work };
    match ledger.position(ROLE).map(|i| &line.record.values[i]) {
        Some(Value::Text(code)) => sys.role(code).map_or(Office::Work, |r| r.office),
        _ => Office::Work,
    }
}

/// An account in force that the viewer may administer: seen, and not their own.
fn target(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, account: Id) -> Result<Line> {
    let ledger = viewer.may_write(sys, ACCOUNTS)?.ledger;
    let found = list::one(tx, sys, &viewer.scope(), ledger, account)?;
    let Some(line) = found.filter(|l| l.record.state == crate::ledger::State::InForce) else {
        return Err(Refusal::NotFound(Said::new(
            "没有这个账号，或不在您的管理范围内",
            "there is no such account, or it is outside your territory",
        ))
        .into());
    };
    if account == viewer.account {
        return Err(Refusal::Forbidden(Said::new(
            "不能以管理员身份操作自己的账号：请用“我的账号”",
            "nobody administers their own account: use “My account”",
        ))
        .into());
    }
    Ok(line)
}

fn given_reason(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 || reason.chars().any(char::is_control) {
        return Err(Refusal::invalid(Problem::at(
            "reason",
            Said::new("请写明理由（一行，最多500字）", "give a reason (one line of at most 500 characters)"),
        ))
        .into());
    }
    Ok(reason)
}

/// Stores a password for one entry: an act of the system administrator.
///
/// # Errors
/// A refusal if the viewer holds another office, the account is an administrator's or unknown; a fault.
pub fn one_time_password(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    viewer: &Viewer,
    account: Id,
    password: &Password,
    reason: &str,
) -> Result<()> {
    viewer.holds(&[Office::System])?;
    let line = target(tx, sys, viewer, account)?;
    let reason = given_reason(reason)?;
    if viewer.role.is_some() && office(sys, &line) != Office::Work {
        return Err(Refusal::Forbidden(Said::new(
            "管理员的密码由运维人员在命令行重置（hangji user passwd）",
            "passwords of administrators are set by the operator at the command line (hangji user passwd)",
        ))
        .into());
    }
    password.store_for_one_entry(tx, cx, account, reason)?;
    unlock_quietly(tx, account)
}

fn unlock_quietly(tx: &mut Tx<'_>, account: Id) -> Result<()> {
    let login = sessions::login_of(tx, account)?;
    lockout::forget(tx, &lockout::name(&login))
}

/// Unlocks an account: an act of the security administrator.
///
/// # Errors
/// A refusal if the viewer holds another office, or the account is unknown or not locked; a fault.
pub fn unlock(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, viewer: &Viewer, account: Id, reason: &str) -> Result<()> {
    viewer.holds(&[Office::Security])?;
    target(tx, sys, viewer, account)?;
    let reason = given_reason(reason)?;
    let login = lockout::name(&sessions::login_of(tx, account)?);
    if lockout::until(tx, &login, cx.now_ms)?.is_none() {
        return Err(Refusal::bad("账号没有锁定", "the account is not locked").into());
    }
    lockout::forget(tx, &login)?;
    events::note(tx, cx, Event::Unlocked, account, &[], reason)
}

/// Ends every session and token of an account: an act of the security administrator.
///
/// # Errors
/// A refusal if the viewer holds another office or the account is unknown; a fault.
pub fn end_sessions(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    viewer: &Viewer,
    account: Id,
    reason: &str,
) -> Result<()> {
    viewer.holds(&[Office::Security])?;
    target(tx, sys, viewer, account)?;
    let reason = given_reason(reason)?;
    sessions::end_all(tx, cx, account, reason)
}

/// Removes the second factors of an account whose owner lost them, and ends its sessions: an act of the security
/// administrator.
///
/// # Errors
/// A refusal if the viewer holds another office, the account is unknown or has none; a fault.
pub fn remove_factors(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    viewer: &Viewer,
    account: Id,
    reason: &str,
) -> Result<()> {
    viewer.holds(&[Office::Security])?;
    target(tx, sys, viewer, account)?;
    let reason = given_reason(reason)?;
    if !factors::any(tx, account)? {
        return Err(Refusal::bad("账号没有第二因素", "the account has no second factor").into());
    }
    factors::remove_all(tx, cx, account, reason)?;
    sessions::forget(tx, account, None)
}

/// The rights of an account.
#[derive(Debug, Clone, Default)]
pub struct Rights<'a> {
    /// The role's code; none takes all rights away.
    pub role: Option<&'a str>,
    /// Root of the territory; none is the organisation the account belongs to.
    pub territory: Option<Id>,
}

/// Gives an account other rights: an amendment of its record by the security administrator.
///
/// # Errors
/// A refusal if the viewer holds another office, somebody changed the account since `seen`, or nothing changes; a fault.
#[expect(clippy::too_many_arguments, reason = "an act has its transaction, its circumstances, its right and its input")]
pub fn give_rights(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    viewer: &Viewer,
    account: Id,
    seen: i64,
    rights: &Rights<'_>,
    reason: &str,
) -> Result<()> {
    viewer.holds(&[Office::Security])?;
    let line = target(tx, sys, viewer, account)?;
    let may = viewer.may_write(sys, ACCOUNTS)?;
    if let Some(node) = rights.territory {
        may.check_org(tx, node)?;
    }
    let mut values = line.record.values;
    let mut set = |name: &str, value: Value| {
        if let Some(i) = may.ledger.position(name) {
            values[i] = value;
        }
    };
    set(ROLE, rights.role.map_or(Value::Null, Value::from));
    set(TERRITORY, rights.territory.into());
    acts::amend(tx, sys, cx, &may, account, seen, values, reason)
}

/// What the first page of administration tells.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// Accounts in force.
    pub accounts: i64,
    /// Those without a role: opened, and waiting for the security administrator.
    pub without_role: Vec<(Id, String, String)>,
    /// Those without a password: opened, and waiting for the system administrator.
    pub without_password: Vec<(Id, String, String)>,
    /// Those locked, with the end of the lock.
    pub locked: Vec<(Id, String, String)>,
    /// Those of whom a second factor is demanded and who have none.
    pub without_factor: Vec<(Id, String, String)>,
    /// Of whom it is demanded.
    pub demand: Demand,
}

/// Accounts told of one by one; more are a matter for the list.
const TOLD: i64 = 50;

/// What the first page of administration tells, of the accounts that the viewer sees.
///
/// # Errors
/// A refusal if the viewer is no administrator; a fault.
pub fn overview(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, policy: &Policy, now_ms: i64) -> Result<Overview> {
    viewer.holds(&[Office::System, Office::Security, Office::Audit])?;
    let demand = policy.demand(tx)?;
    let concerned: Vec<&str> = sys.roles.iter().filter(|r| demand.concerns(r.office)).map(|r| r.code).collect();
    let concerned = concerned.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ");
    let locked = format!(
        "(SELECT COUNT(*) FROM attempt t WHERE t.login = lower(r.login) AND t.at > {}) >= {}",
        now_ms - lockout::WINDOW_MS,
        lockout::FAILURES
    );
    let no_factor = format!(
        "r.role IN ({}) AND NOT EXISTS (SELECT 1 FROM factor f WHERE f.account = r.id AND f.confirmed = 1)",
        if concerned.is_empty() { "''" } else { &concerned }
    );
    let no_password = "NOT EXISTS (SELECT 1 FROM credential c WHERE c.account = r.id)";
    Ok(Overview {
        accounts: count(tx, sys, viewer)?,
        without_role: accounts(tx, sys, viewer, "r.role IS NULL")?,
        without_password: accounts(tx, sys, viewer, no_password)?,
        locked: accounts(tx, sys, viewer, &locked)?,
        without_factor: accounts(tx, sys, viewer, &no_factor)?,
        demand,
    })
}

fn count(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer) -> Result<i64> {
    let ledger = viewer.may_read(sys, ACCOUNTS)?;
    let mut query = crate::query::Query::new("SELECT COUNT(*) FROM accounts r WHERE r.state = 0 AND ");
    viewer.scope().restrict(&mut query, ledger, super::scope::Plan::Walk);
    tx.number(query.text(), &query.params())
}

/// Id, log-in name and name of the accounts in force that the viewer sees and a condition (our own text) holds for.
fn accounts(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, which: &str) -> Result<Vec<(Id, String, String)>> {
    let ledger = viewer.may_read(sys, ACCOUNTS)?;
    let head = format!("SELECT r.id, r.login, r.name FROM accounts r WHERE r.state = 0 AND {which} AND ");
    let mut query = crate::query::Query::new(&head);
    viewer.scope().restrict(&mut query, ledger, super::scope::Plan::Walk);
    query.push(" ORDER BY r.login LIMIT ");
    query.bind_int(TOLD);
    tx.all(query.text(), &query.params(), |r| {
        Ok((r.id(0)?, r.text(1)?.to_owned(), r.opt_text(2)?.unwrap_or_default().to_owned()))
    })
}
