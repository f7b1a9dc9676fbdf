//! Roles: how far each sees, which office it holds, and what the ledgers grant it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::term::{Term, t};

/// How far a role sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everything under the account's organisation.
    Territory,
    /// Only records that name the account's person.
    Involved,
}

/// The office that a role holds beside the work: three, kept apart (GB/T 22239).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Office {
    /// None: it does the work.
    #[default]
    Work,
    /// Opens and closes accounts.
    System,
    /// Gives and takes rights.
    Security,
    /// Reads what happened, and changes nothing.
    Audit,
}

/// A role. Which ledgers it reads, writes, unmasks and erases stands on the ledgers (`Ledger::written_by` and the
/// like), unless it may do so with all of them.
#[derive(Debug, Clone)]
pub struct Role {
    /// What is stored.
    pub code: &'static str,
    /// What is shown.
    pub title: Term,
    /// The office it holds.
    pub office: Office,
    /// How far it sees.
    pub reach: Reach,
    /// Whether it may take files away.
    pub exports: bool,
    /// Whether it sees figures.
    pub figures: bool,
    reads: Held,
    writes: Held,
    unmasks: Held,
    erases: Held,
}

/// The ledgers with which a role may do something.
#[derive(Debug, Clone, Default)]
struct Held {
    /// All but those of administration, which are granted one by one.
    all: bool,
    /// By name; complete once the system is put together.
    ledgers: Arc<HashSet<&'static str>>,
}

impl Role {
    /// A role over its territory that may do nothing yet.
    #[must_use]
    pub fn new(code: &'static str, zh: &'static str, en: &'static str) -> Role {
        Role {
            code,
            title: t(zh, en),
            office: Office::Work,
            reach: Reach::Territory,
            exports: false,
            figures: false,
            reads: Held::default(),
            writes: Held::default(),
            unmasks: Held::default(),
            erases: Held::default(),
        }
    }
    /// It holds an office.
    #[must_use]
    pub fn office(mut self, office: Office) -> Role {
        self.office = office;
        self
    }
    /// It sees only what names its person.
    #[must_use]
    pub fn involved(mut self) -> Role {
        self.reach = Reach::Involved;
        self
    }
    /// It takes files away.
    #[must_use]
    pub fn exports(mut self) -> Role {
        self.exports = true;
        self
    }
    /// It sees figures.
    #[must_use]
    pub fn sees_figures(mut self) -> Role {
        self.figures = true;
        self
    }
    /// It reads all ledgers but those of administration.
    #[must_use]
    pub fn reads_all(mut self) -> Role {
        self.reads.all = true;
        self
    }
    /// It writes all ledgers but those of administration.
    #[must_use]
    pub fn writes_all(mut self) -> Role {
        self.writes.all = true;
        self
    }
    /// It opens masked fields of all ledgers but those of administration.
    #[must_use]
    pub fn unmasks_all(mut self) -> Role {
        self.unmasks.all = true;
        self
    }
    /// It erases personal data, where the law asks for it (PIPL §47), from all ledgers but those of administration.
    #[must_use]
    pub fn erases_all(mut self) -> Role {
        self.erases.all = true;
        self
    }

    /// Takes up what the ledgers grant: done once, when the system is put together. `granted` gives, of what the role reads,
    /// writes, unmasks and erases (0 to 3), the names of the ledgers, told whether it does so with all.
    pub(crate) fn receive(&mut self, granted: impl Fn(usize, bool) -> HashSet<&'static str>) {
        for (i, held) in
            [&mut self.reads, &mut self.writes, &mut self.unmasks, &mut self.erases].into_iter().enumerate()
        {
            held.ledgers = Arc::new(granted(i, held.all));
        }
    }

    /// Whether it reads a ledger.
    #[must_use]
    pub fn may_read(&self, ledger: &str) -> bool {
        self.reads.ledgers.contains(ledger)
    }
    /// Whether it writes a ledger.
    #[must_use]
    pub fn may_write(&self, ledger: &str) -> bool {
        self.writes.ledgers.contains(ledger)
    }
    /// Whether it may open a ledger's masked fields, saying what for, because its work needs them.
    #[must_use]
    pub fn may_unmask(&self, ledger: &str) -> bool {
        self.unmasks.ledgers.contains(ledger)
    }
    /// Whether it may erase personal data from a ledger's records.
    #[must_use]
    pub fn may_erase(&self, ledger: &str) -> bool {
        self.erases.ledgers.contains(ledger)
    }
}
