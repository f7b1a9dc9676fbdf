//! Everything that rights decide about, listed: what is done with a ledger's records (a [`Deed`]) and what only
//! administrators do (an [`OfficeAct`]). The table that people read, `docs/rights.txt`, is printed from what is decided
//! here, and tests try each line of it.

use super::ACCOUNTS;
use super::duties;
use super::rights::{Office, Role};
use crate::journal::Act;

/// What can be done with a ledger's records, each within the reach of the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
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

impl Deed {
    /// All of them, with the mark and the words of the table.
    pub const ALL: [(Deed, char, &'static str); 11] = [
        (Deed::Read, 'r', "reads"),
        (Deed::Add, 'a', "adds"),
        (Deed::Amend, 'm', "amends"),
        (Deed::Withdraw, 'w', "withdraws"),
        (Deed::Restore, 'p', "puts back"),
        (Deed::Import, 'i', "imports"),
        (Deed::Undo, 'u', "undoes imports"),
        (Deed::Bulk, 'b', "changes many at once"),
        (Deed::Export, 'x', "exports"),
        (Deed::Unmask, 'o', "opens masked fields for a stated purpose"),
        (Deed::Erase, 'e', "erases personal data on request"),
    ];

    /// The act in the journal that the deed is, where it is one.
    fn act(self) -> Option<Act> {
        match self {
            Deed::Add => Some(Act::Add),
            Deed::Amend => Some(Act::Amend),
            Deed::Withdraw => Some(Act::Withdraw),
            Deed::Restore => Some(Act::Restore),
            _ => None,
        }
    }
}

impl Role {
    /// Whether the role does something with the records of a ledger.
    #[must_use]
    pub fn may(&self, deed: Deed, ledger: &str) -> bool {
        let covered = |act| ledger != ACCOUNTS || duties::covers(self.office, act);
        self.may_read(ledger)
            && match deed {
                Deed::Read => true,
                Deed::Export => self.exports,
                Deed::Unmask => self.may_unmask(ledger),
                Deed::Erase => self.may_erase(ledger),
                _ => self.may_write(ledger) && deed.act().is_none_or(covered),
            }
    }
}

/// What only the holders of an office do, beside the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfficeAct {
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

impl OfficeAct {
    /// All of them, with the words of the table.
    pub const ALL: [(OfficeAct, &'static str); 11] = [
        (OfficeAct::OpenAccounts, "opens accounts"),
        (OfficeAct::OneTimePassword, "gives passwords for one entry"),
        (OfficeAct::Unlock, "unlocks accounts"),
        (OfficeAct::EndSessions, "ends others' sessions and tokens"),
        (OfficeAct::RemoveFactors, "removes lost second factors"),
        (OfficeAct::GiveRights, "gives roles and territories"),
        (OfficeAct::Suspend, "closes accounts"),
        (OfficeAct::Reopen, "puts closed accounts back"),
        (OfficeAct::DemandFactors, "demands second factors"),
        (OfficeAct::ReadEvents, "reads events"),
        (OfficeAct::SeeAccounts, "sees how accounts stand"),
    ];

    /// Whose it is.
    #[must_use]
    pub fn offices(self) -> &'static [Office] {
        match self {
            OfficeAct::OpenAccounts | OfficeAct::OneTimePassword => &[Office::System],
            OfficeAct::Suspend => &[Office::System, Office::Security],
            OfficeAct::Unlock
            | OfficeAct::EndSessions
            | OfficeAct::RemoveFactors
            | OfficeAct::GiveRights
            | OfficeAct::Reopen
            | OfficeAct::DemandFactors => &[Office::Security],
            OfficeAct::ReadEvents => &[Office::Audit],
            OfficeAct::SeeAccounts => &[Office::System, Office::Security, Office::Audit],
        }
    }
}
