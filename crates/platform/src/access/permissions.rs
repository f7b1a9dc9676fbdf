//! Everything that rights decide about, listed: what is done with a ledger's records (a [`Permission`]) and what only
//! administrators do (an [`AdminAction`]). The table that people read, `docs/rights.txt`, is printed from what is decided
//! here, and tests try each line of it.

use super::ACCOUNTS;
use super::rights::{MayWrite, Viewer};
use super::role::{Office, Role};
use super::segregation_of_duties;
use crate::journal::ChangeKind;
use crate::refusal::Refusal;
use crate::{Result, System};

/// What can be done with a ledger's records, each within the reach of the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Seen, listed, counted, searched.
    Read,
    /// Entered.
    Add,
    /// Corrected.
    Amend,
    /// Taken out of force.
    Withdraw,
    /// Put back into force.
    Restore,
    /// Entered or corrected from a file.
    Import,
    /// Taken back to before an import.
    Undo,
    /// Changed many at once.
    Bulk,
    /// Taken away as a file.
    Export,
    /// Opened where they are masked, for a stated purpose.
    Unmask,
    /// Rid of personal data, where the person asks and the law grants it.
    Erase,
}

impl Permission {
    /// All of them, with the mark and the words of the table.
    pub const ALL: [(Permission, char, &'static str); 11] = [
        (Permission::Read, 'r', "reads"),
        (Permission::Add, 'a', "adds"),
        (Permission::Amend, 'm', "amends"),
        (Permission::Withdraw, 'w', "withdraws"),
        (Permission::Restore, 'p', "puts back"),
        (Permission::Import, 'i', "imports"),
        (Permission::Undo, 'u', "undoes imports"),
        (Permission::Bulk, 'b', "changes many at once"),
        (Permission::Export, 'x', "exports"),
        (Permission::Unmask, 'o', "opens masked fields for a stated purpose"),
        (Permission::Erase, 'e', "erases personal data on request"),
    ];

    /// The act in the journal that the permission is, where it is one.
    fn act(self) -> Option<ChangeKind> {
        match self {
            Permission::Add => Some(ChangeKind::Add),
            Permission::Amend => Some(ChangeKind::Amend),
            Permission::Withdraw => Some(ChangeKind::Withdraw),
            Permission::Restore => Some(ChangeKind::Restore),
            _ => None,
        }
    }
}

impl Role {
    /// Whether the role does something with the records of a ledger.
    #[must_use]
    pub fn may(&self, permission: Permission, ledger: &str) -> bool {
        let covered = |act| ledger != ACCOUNTS || segregation_of_duties::covers(self.office, act);
        self.may_read(ledger)
            && match permission {
                Permission::Read => true,
                Permission::Export => self.exports,
                Permission::Unmask => self.may_unmask(ledger),
                Permission::Erase => self.may_erase(ledger),
                _ => self.may_write(ledger) && permission.act().is_none_or(covered),
            }
    }
}

impl Viewer {
    /// The right to add records to a ledger: some offices only amend them.
    ///
    /// # Errors
    /// As [`Viewer::may_write`], or a refusal that names the other office.
    pub fn may_add<'s>(&'s self, sys: &'s System, ledger: &str) -> Result<MayWrite<'s>> {
        let may = self.may_write(sys, ledger)?;
        if segregation_of_duties::adds(self.office(), may.ledger.name) {
            return Ok(may);
        }
        Err(Refusal::Forbidden(segregation_of_duties::by_system()).into())
    }

    /// Whether the viewer adds records to a ledger.
    #[must_use]
    pub fn adds(&self, ledger: &str) -> bool {
        self.writes(ledger) && segregation_of_duties::adds(self.office(), ledger)
    }

    /// Whether a field of a ledger that the viewer writes is theirs to fill in.
    #[must_use]
    pub fn gives(&self, ledger: &str, field: &str) -> bool {
        segregation_of_duties::gives(self.office(), ledger, field)
    }

    /// Whether the viewer may erase personal data from a ledger's records.
    #[must_use]
    pub fn may_erase(&self, ledger: &str) -> bool {
        self.role.as_ref().is_none_or(|r| r.may(Permission::Erase, ledger))
    }

    /// Whether the viewer may open a ledger's masked fields, saying what for. They are masked for everybody until then.
    #[must_use]
    pub fn may_unmask(&self, ledger: &str) -> bool {
        self.role.as_ref().is_none_or(|r| r.may(Permission::Unmask, ledger))
    }
}

/// What only the holders of an office do, beside the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AdminAction {
    /// Opens accounts.
    OpenAccounts,
    /// Gives a password for one entry.
    OneTimePassword,
    /// Unlocks an account.
    Unlock,
    /// Ends another's sessions and tokens.
    EndSessions,
    /// Removes second factors that were lost.
    RemoveFactors,
    /// Gives roles and territories.
    GiveRights,
    /// Closes accounts.
    Suspend,
    /// Puts closed accounts back.
    Reopen,
    /// Says of whom a second factor is demanded.
    DemandFactors,
    /// Reads what happened.
    ReadEvents,
    /// Sees how accounts stand.
    SeeAccounts,
}

impl AdminAction {
    /// All of them, with the words of the table.
    pub const ALL: [(AdminAction, &'static str); 11] = [
        (AdminAction::OpenAccounts, "opens accounts"),
        (AdminAction::OneTimePassword, "gives passwords for one entry"),
        (AdminAction::Unlock, "unlocks accounts"),
        (AdminAction::EndSessions, "ends others' sessions and tokens"),
        (AdminAction::RemoveFactors, "removes lost second factors"),
        (AdminAction::GiveRights, "gives roles and territories"),
        (AdminAction::Suspend, "closes accounts"),
        (AdminAction::Reopen, "puts closed accounts back"),
        (AdminAction::DemandFactors, "demands second factors"),
        (AdminAction::ReadEvents, "reads events"),
        (AdminAction::SeeAccounts, "sees how accounts stand"),
    ];

    /// Whose it is.
    #[must_use]
    pub fn offices(self) -> &'static [Office] {
        match self {
            AdminAction::OpenAccounts | AdminAction::OneTimePassword => &[Office::System],
            AdminAction::Suspend => &[Office::System, Office::Security],
            AdminAction::Unlock
            | AdminAction::EndSessions
            | AdminAction::RemoveFactors
            | AdminAction::GiveRights
            | AdminAction::Reopen
            | AdminAction::DemandFactors => &[Office::Security],
            AdminAction::ReadEvents => &[Office::Audit],
            AdminAction::SeeAccounts => &[Office::System, Office::Security, Office::Audit],
        }
    }
}
