//! Who looks, and what their role lets them do.

use hangji_store::{Id, Tx};

use super::role::{Office, Reach, Role};
use super::scope::Scope;
use crate::ledger::Ledger;
use crate::refusal::{Message, Refusal};
use crate::{Result, System};

/// Who looks: an account with its role, or the operator at the command line, who holds the database file anyway.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The account; `Id(0)` is the operator.
    pub account: Id,
    /// Name shown.
    pub name: String,
    /// The role; none is the operator.
    pub role: Option<Role>,
    /// Root of the territory.
    pub org: Id,
    /// The person behind the account.
    pub person: Option<Id>,
    /// Whether they look through a token that changes nothing.
    pub reads_only: bool,
}

/// The right to write a ledger within a scope.
pub struct MayWrite<'s> {
    /// The ledger.
    pub ledger: &'s Ledger,
    /// Whose right it is.
    pub viewer: &'s Viewer,
    scope: Scope,
}

impl MayWrite<'_> {
    /// Refuses organisations outside the territory, in the words for one that does not exist.
    ///
    /// # Errors
    /// The refusal, or a fault.
    pub fn check_org(&self, tx: &mut Tx<'_>, org: Id) -> Result<()> {
        if self.scope.has_org(tx, org)? {
            return Ok(());
        }
        Err(Refusal::NotFound(Message::new(
            "没有这个党组织，或不在您的管理范围内",
            "there is no such organisation, or it is outside your territory",
        ))
        .into())
    }

    /// Whether its holder reads another ledger.
    #[must_use]
    pub fn sees(&self, ledger: &str) -> bool {
        self.viewer.reads(ledger)
    }

    /// The scope the right holds in.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Viewer {
    /// The operator at the command line.
    #[must_use]
    pub fn operator() -> Viewer {
        Viewer { account: Id(0), name: "operator".into(), role: None, org: Id(0), person: None, reads_only: false }
    }

    /// What the viewer sees.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match &self.role {
            None => Scope::everything(),
            Some(r) => match r.reach {
                Reach::Territory => Scope::territory(self.org, self.person),
                Reach::Involved => Scope::involved(self.person),
            },
        }
    }

    /// The ledger, if the viewer may read it.
    ///
    /// # Errors
    /// A refusal in the words for a ledger that does not exist.
    pub fn may_read<'s>(&self, sys: &'s System, ledger: &str) -> Result<&'s Ledger> {
        match (&self.role, sys.ledger(ledger)) {
            (None, found) => return found,
            (Some(role), Ok(found)) if role.may_read(found.name) => return Ok(found),
            _ => {}
        }
        Err(Refusal::NotFound(Message::new(
            "没有这个台账，或您无权查看",
            "there is no such ledger, or you may not see it",
        ))
        .into())
    }

    /// The right to write a ledger.
    ///
    /// # Errors
    /// A refusal that names the role.
    pub fn may_write<'s>(&'s self, sys: &'s System, ledger: &str) -> Result<MayWrite<'s>> {
        let ledger = self.may_read(sys, ledger)?;
        self.may_change()?;
        match &self.role {
            Some(r) if !r.may_write(ledger.name) => Err(Refusal::Forbidden(Message::new(
                format!("角色“{}”不能录入或修改“{}”", r.title.zh, ledger.title.zh),
                format!("the role {} may not write {}", r.title.en, ledger.title.en),
            ))
            .into()),
            _ => Ok(MayWrite { ledger, viewer: self, scope: self.scope() }),
        }
    }

    /// Refuses whoever looks through a token that changes nothing.
    ///
    /// # Errors
    /// The refusal.
    pub fn may_change(&self) -> Result<()> {
        if self.reads_only {
            return Err(Refusal::Forbidden(Message::new(
                "这个令牌只能读取：请换用可写的令牌",
                "this token only reads: use one that may change",
            ))
            .into());
        }
        Ok(())
    }

    /// The office that the viewer holds.
    #[must_use]
    pub fn office(&self) -> Office {
        self.role.as_ref().map_or(Office::Work, |r| r.office)
    }

    /// Refuses whoever holds none of these offices; the operator holds all.
    ///
    /// # Errors
    /// A refusal: to administrators that it is another's office, to others in the words for what does not exist.
    pub fn holds(&self, offices: &[Office]) -> Result<()> {
        match self.office() {
            _ if self.role.is_none() => Ok(()),
            office if offices.contains(&office) => Ok(()),
            Office::Work => Err(Refusal::NotFound(Message::new("没有这个页面", "there is no such page")).into()),
            _ => Err(Refusal::Forbidden(Message::new(
                "这是另一位管理员的职责（系统、安全、审计分立）",
                "this is another administrator's office (system, security and audit are kept apart)",
            ))
            .into()),
        }
    }

    /// Whether the viewer reads a ledger.
    #[must_use]
    pub fn reads(&self, ledger: &str) -> bool {
        self.role.as_ref().is_none_or(|r| r.may_read(ledger))
    }
    /// Whether the viewer writes a ledger.
    #[must_use]
    pub fn writes(&self, ledger: &str) -> bool {
        !self.reads_only && self.role.as_ref().is_none_or(|r| r.may_read(ledger) && r.may_write(ledger))
    }
    /// Whether the viewer sees figures.
    #[must_use]
    pub fn sees_figures(&self) -> bool {
        self.role.as_ref().is_none_or(|r| r.figures)
    }
    /// Whether the viewer may take files away.
    #[must_use]
    pub fn exports(&self) -> bool {
        self.role.as_ref().is_none_or(|r| r.exports)
    }
}
