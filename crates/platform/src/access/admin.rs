//! What administrators do with accounts beside their records. Who does what keeps any one of them from becoming somebody
//! else unseen:
//!
//! * the **system administrator** opens accounts and sets a password for one entry, which the owner must change; never that
//!   of an administrator, for that would be to become them: those are set by the operator (`hangji user passwd`);
//! * the **security administrator** gives rights, unlocks, ends sessions, and removes second factors that were lost;
//! * the **audit administrator** looks on;
//! * nobody does any of it to their own account; each act is in the journal with its reason.
//!
//! [`Administration::hindrance`] decides about each [`AccountAction`], for the acts and for the page that tells why one cannot be
//! done. [`super::directory`] finds the accounts.

use hangji_store::{Id, Tx};

use super::permissions::AdminAction;
use super::rights::{MayWrite, Viewer};
use super::role::Office;
use super::security_events::{self, Passage};
use super::session_rules::SessionRules;
use super::{ACCOUNTS, Password, ROLE, TERRITORY, factors, lockout, sessions};
use crate::journal::events::{self, Event};
use crate::ledger::acts::Correction;
use crate::ledger::list::{self, Line};
use crate::ledger::{Ledger, State, Value, acts};
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System, tree};

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
}

fn standing(tx: &mut Tx<'_>, policy: &SessionRules, account: Id, office: Office, now_ms: i64) -> Result<Standing> {
    let login = lockout::name(&sessions::login_of(tx, account)?);
    let sql = "SELECT changed_at, must_change, ends_at FROM credential WHERE account = $1";
    let password = tx.first(sql, &[account.into()], |r| Ok((r.int(0)?, r.int(1)? == 1, r.int(2)?)))?;
    let (password_at, must_change, password_ends) = password.unwrap_or_default();
    Ok(Standing {
        locked_until: lockout::until(tx, &login, now_ms)?,
        password_at,
        must_change,
        password_ends,
        factors: factors::of(tx, account)?,
        codes_left: factors::codes_left(tx, account)?,
        demanded: policy.demand(tx)?.concerns(office),
        sessions: sessions::of(tx, policy, account, now_ms)?,
    })
}

/// An account as administrators see it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its record, in force or withdrawn.
    pub line: Line,
    /// The code of its role; none is an account that waits for one.
    pub role: Option<String>,
    /// The office that its role holds.
    pub office: Office,
    /// The rest.
    pub standing: Standing,
}

impl Account {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Id {
        self.line.record.id
    }
}

/// Something that administrators do to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountAction {
    /// Give it another role or territory.
    Rights,
    /// Set a password for one entry.
    Password,
    /// Unlock it after too many failures.
    Unlock,
    /// End its sessions and tokens, one or all.
    EndSessions,
    /// Remove the second factors that its owner lost.
    RemoveFactors,
    /// Take it out of force: it opens nothing any more.
    Suspend,
    /// Put it back into force.
    Reopen,
}

impl AccountAction {
    /// All of them, in the order of the page.
    pub const ALL: [AccountAction; 7] = [
        AccountAction::Rights,
        AccountAction::Password,
        AccountAction::Unlock,
        AccountAction::EndSessions,
        AccountAction::RemoveFactors,
        AccountAction::Suspend,
        AccountAction::Reopen,
    ];

    /// As forms and programs write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            AccountAction::Rights => "rights",
            AccountAction::Password => "password",
            AccountAction::Unlock => "unlock",
            AccountAction::EndSessions => "end_sessions",
            AccountAction::RemoveFactors => "remove_factors",
            AccountAction::Suspend => "suspend",
            AccountAction::Reopen => "reopen",
        }
    }

    /// The offices that do it.
    #[must_use]
    pub fn offices(self) -> &'static [Office] {
        match self {
            AccountAction::Password => AdminAction::OneTimePassword.offices(),
            AccountAction::Rights => AdminAction::GiveRights.offices(),
            AccountAction::Unlock => AdminAction::Unlock.offices(),
            AccountAction::EndSessions => AdminAction::EndSessions.offices(),
            AccountAction::RemoveFactors => AdminAction::RemoveFactors.offices(),
            AccountAction::Reopen => AdminAction::Reopen.offices(),
            AccountAction::Suspend => AdminAction::Suspend.offices(),
        }
    }

    fn by_whom(self) -> Message {
        match self.offices() {
            [Office::System] => Message::new("由系统管理员办理", "done by the system administrator"),
            [Office::Security] => Message::new("由安全管理员办理", "done by the security administrator"),
            _ => Message::new(
                "由系统管理员或安全管理员办理",
                "done by the system administrator or the security administrator",
            ),
        }
    }

    /// What makes it pointless as the account stands.
    fn pointless(self, account: &Account) -> Option<Message> {
        let in_force = account.line.record.state == State::InForce;
        let nothing = |zh, en| Some(Message::new(zh, en));
        match self {
            AccountAction::Reopen if in_force => nothing("账号没有停用", "the account is not suspended"),
            AccountAction::Reopen => None,
            _ if !in_force => nothing("账号已停用", "the account is suspended"),
            AccountAction::Unlock if account.standing.locked_until.is_none() => {
                nothing("账号没有锁定", "the account is not locked")
            }
            AccountAction::RemoveFactors if account.standing.factors.is_empty() => {
                nothing("账号没有第二因素", "the account has no second factor")
            }
            AccountAction::EndSessions if account.standing.sessions.is_empty() => {
                nothing("没有进行中的登录和令牌", "there are no sessions or tokens")
            }
            _ => None,
        }
    }
}

/// The rights of an account.
#[derive(Debug, Clone, Default)]
pub struct Rights<'a> {
    /// The role's code; none takes all rights away.
    pub role: Option<&'a str>,
    /// Root of the territory; none is the organisation the account belongs to.
    pub territory: Option<Id>,
}

/// A new account. Its rights are given afterwards, by another administrator.
#[derive(Debug, Clone)]
pub struct Opening<'a> {
    /// The log-in name.
    pub login: &'a str,
    /// The name of whoever uses it.
    pub name: &'a str,
    /// The organisation that it belongs to.
    pub org: Id,
}

/// The work of one administrator: what they may look at and do.
pub struct Administration<'a> {
    /// The declarations.
    pub sys: &'a System,
    /// The administrator.
    pub viewer: &'a Viewer,
    /// What holds for sessions.
    pub policy: SessionRules,
    /// The ledger of accounts, which they read.
    pub(super) ledger: &'a Ledger,
}

impl<'a> Administration<'a> {
    /// The work of a viewer who holds one of the three offices.
    ///
    /// # Errors
    /// A refusal in the words for what does not exist.
    pub fn of(sys: &'a System, viewer: &'a Viewer, policy: SessionRules) -> Result<Administration<'a>> {
        viewer.holds(AdminAction::SeeAccounts.offices())?;
        let ledger = viewer.may_read(sys, ACCOUNTS)?;
        Ok(Administration { sys, viewer, policy, ledger })
    }

    /// An account that the administrator sees.
    ///
    /// # Errors
    /// A refusal if there is none; a fault.
    pub fn account(&self, tx: &mut Tx<'_>, id: Id, now_ms: i64) -> Result<Account> {
        let ledger = self.ledger;
        let Some(line) = list::one(tx, self.sys, &self.viewer.scope(), ledger, id)? else {
            return Err(Refusal::NotFound(Message::new(
                "没有这个账号，或不在您的管理范围内",
                "there is no such account, or it is outside your territory",
            ))
            .into());
        };
        let role = ledger.position(ROLE).and_then(|i| match &line.record.values[i] {
            Value::Text(code) => Some(code.to_string()),
            _ => None,
        });
        let office = role.as_deref().and_then(|code| self.sys.role(code)).map_or(Office::Work, |r| r.office);
        let standing = standing(tx, &self.policy, id, office, now_ms)?;
        Ok(Account { line, role, office, standing })
    }

    /// Why the administrator cannot do something to an account; none if they can.
    #[must_use]
    pub fn hindrance(&self, account: &Account, action: AccountAction) -> Option<Message> {
        if self.viewer.role.is_none() {
            return action.pointless(account);
        }
        if account.id() == self.viewer.account {
            return Some(Message::new(
                "不能以管理员身份操作自己的账号：请用“我的账号”",
                "nobody administers their own account: use “My account”",
            ));
        }
        if !action.offices().contains(&self.viewer.office()) {
            return Some(action.by_whom());
        }
        if action == AccountAction::Password && account.office != Office::Work {
            return Some(Message::new(
                "管理员的密码由运维人员在命令行重置（hangji user passwd）",
                "passwords of administrators are set by the operator at the command line (hangji user passwd)",
            ));
        }
        action.pointless(account)
    }

    /// The account and the reason of an act that nothing hinders.
    fn ready<'r>(
        &self,
        tx: &mut Tx<'_>,
        cx: &Cx,
        id: Id,
        action: AccountAction,
        reason: &'r str,
    ) -> Result<(Account, &'r str)> {
        self.viewer.may_change()?;
        let account = self.account(tx, id, cx.now_ms)?;
        if let Some(why) = self.hindrance(&account, action) {
            return Err(Refusal::Forbidden(why).into());
        }
        Ok((account, given_reason(reason)?))
    }

    fn may_write(&self) -> Result<MayWrite<'a>> {
        self.viewer.may_write(self.sys, ACCOUNTS)
    }

    /// Opens an account with a password for one entry: an act of the system administrator. It waits for its rights.
    ///
    /// # Errors
    /// A refusal if the viewer holds another office, or something is wrong with what is given; a fault.
    pub fn open(&self, tx: &mut Tx<'_>, cx: &mut Cx, opening: &Opening<'_>, password: &Password) -> Result<Id> {
        self.viewer.holds(AdminAction::OpenAccounts.offices())?;
        let may = self.may_write()?;
        let given = |name: &str| match name {
            "login" => opening.login.trim().into(),
            "name" => opening.name.trim().into(),
            _ => Value::Null,
        };
        let values = may.ledger.fields.iter().map(|f| given(f.name)).collect();
        let id = acts::add(tx, self.sys, cx, &may, opening.org, values)?;
        password.store_for_one_entry(tx, cx, id, "")?;
        Ok(id)
    }

    /// Stores a password for one entry, and unlocks the account, whose owner probably forgot the last one.
    ///
    /// # Errors
    /// A refusal if something hinders it; a fault.
    pub fn set_password(&self, tx: &mut Tx<'_>, cx: &mut Cx, id: Id, password: &Password, reason: &str) -> Result<()> {
        let (_, reason) = self.ready(tx, cx, id, AccountAction::Password, reason)?;
        password.store_for_one_entry(tx, cx, id, reason)?;
        let login = lockout::name(&sessions::login_of(tx, id)?);
        lockout::forget(tx, &login)
    }

    /// Unlocks an account.
    ///
    /// # Errors
    /// A refusal if something hinders it; a fault.
    pub fn unlock(&self, tx: &mut Tx<'_>, cx: &mut Cx, id: Id, reason: &str) -> Result<()> {
        let (_, reason) = self.ready(tx, cx, id, AccountAction::Unlock, reason)?;
        let login = lockout::name(&sessions::login_of(tx, id)?);
        lockout::forget(tx, &login)?;
        events::note(tx, cx, Event::Unlocked, id, &[], reason)
    }

    /// Ends a session or token, by its key in hexadecimal, or all of the account's.
    ///
    /// # Errors
    /// A refusal if something hinders it or there is no such session; a fault.
    pub fn end_sessions(&self, tx: &mut Tx<'_>, cx: &mut Cx, id: Id, one: Option<&str>, reason: &str) -> Result<()> {
        let (_, reason) = self.ready(tx, cx, id, AccountAction::EndSessions, reason)?;
        match one {
            Some(code) => sessions::end(tx, cx, &self.policy, id, code, reason),
            None => sessions::end_all(tx, cx, id, reason),
        }
    }

    /// Removes the second factors of an account whose owner lost them, and ends its sessions.
    ///
    /// # Errors
    /// A refusal if something hinders it; a fault.
    pub fn remove_factors(&self, tx: &mut Tx<'_>, cx: &mut Cx, id: Id, reason: &str) -> Result<()> {
        let (_, reason) = self.ready(tx, cx, id, AccountAction::RemoveFactors, reason)?;
        factors::remove_all(tx, cx, id, reason)?;
        sessions::forget(tx, id, None)
    }

    /// Takes an account out of force and ends its sessions: its record is withdrawn.
    ///
    /// # Errors
    /// A refusal if something hinders it; a fault.
    pub fn suspend(&self, tx: &mut Tx<'_>, cx: &mut Cx, id: Id, reason: &str) -> Result<()> {
        let (account, reason) = self.ready(tx, cx, id, AccountAction::Suspend, reason)?;
        acts::withdraw(tx, self.sys, cx, &self.may_write()?, as_seen(&account, reason))?;
        sessions::forget(tx, id, None)
    }

    /// Puts an account back into force, with the rights it had.
    ///
    /// # Errors
    /// A refusal if something hinders it; a fault.
    pub fn reopen(&self, tx: &mut Tx<'_>, cx: &mut Cx, id: Id, reason: &str) -> Result<()> {
        let (account, reason) = self.ready(tx, cx, id, AccountAction::Reopen, reason)?;
        acts::restore(tx, self.sys, cx, &self.may_write()?, as_seen(&account, reason))
    }

    /// Gives an account other rights: an amendment of its record.
    ///
    /// # Errors
    /// A refusal if something hinders it, somebody changed the account since `seen`, or nothing changes; a fault.
    pub fn give_rights(
        &self,
        tx: &mut Tx<'_>,
        cx: &mut Cx,
        id: Id,
        seen: i64,
        rights: &Rights<'_>,
        reason: &str,
    ) -> Result<()> {
        let (account, reason) = self.ready(tx, cx, id, AccountAction::Rights, reason)?;
        let may = self.may_write()?;
        if let Some(node) = rights.territory {
            may.check_org(tx, node)?;
        }
        let mut values = account.line.record.values;
        for (name, value) in
            [(ROLE, rights.role.map_or(Value::Null, Value::from)), (TERRITORY, rights.territory.into())]
        {
            if let Some(i) = may.ledger.position(name) {
                values[i] = value;
            }
        }
        acts::amend(tx, self.sys, cx, &may, Correction { id, seen, reason }, values)
    }

    /// The last attempts to enter an account, newest first.
    ///
    /// # Errors
    /// A refusal if there is no such account; a fault.
    pub fn entries(&self, tx: &mut Tx<'_>, account: &Account, take: i64) -> Result<Vec<Passage>> {
        let wanted = security_events::Wanted {
            account: Some(account.id()),
            events: vec![Event::LogIn, Event::LogInFailed, Event::LogOut],
            ..security_events::Wanted::default()
        };
        security_events::of(tx, &self.viewer.scope(), self.ledger, &wanted, take)
    }

    /// The root of the territory that the rights of an account hold in.
    ///
    /// # Errors
    /// If the database fails.
    pub fn territory(&self, tx: &mut Tx<'_>, account: &Account) -> Result<tree::lookup::Org> {
        let given = self.ledger.position(TERRITORY).map(|i| &account.line.record.values[i]);
        let node = if let Some(Value::Int(id)) = given { Id(*id) } else { account.line.record.org };
        tree::lookup::by_id(tx, &super::Scope::everything(), node)
    }
}

/// The correction of an account as it was just read.
fn as_seen<'r>(account: &Account, reason: &'r str) -> Correction<'r> {
    Correction { id: account.id(), seen: account.line.record.entry, reason }
}

fn given_reason(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 || reason.chars().any(char::is_control) {
        return Err(Refusal::invalid(Problem::at(
            "reason",
            Message::new("请写明理由（一行，最多500字）", "give a reason (one line of at most 500 characters)"),
        ))
        .into());
    }
    Ok(reason)
}
