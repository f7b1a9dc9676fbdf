//! What a mechanism of the field gives to the platform: its ledgers and figures, under its own code and title.
//!
//! What it may touch: declarations only. Pages, words and help of a mechanism are registered elsewhere (`web_core`).

use crate::figures::Figure;
use crate::ledger::Ledger;
use crate::procedure::declare::Procedure;
use crate::term::{Term, t};

/// One mechanism, as it is registered.
#[derive(Debug, Clone)]
pub struct Mechanism {
    /// Its code: groups the menu and stands in the API; never changes.
    pub code: &'static str,
    /// What the menu calls it.
    pub title: Term,
    /// What it records, in the order of the menu.
    pub ledgers: Vec<Ledger>,
    /// What it counts.
    pub figures: Vec<Figure>,
    /// How its cases go.
    pub procedures: Vec<Procedure>,
}

impl Mechanism {
    /// A mechanism that records and counts nothing yet.
    #[must_use]
    pub fn new(code: &'static str, zh: &'static str, en: &'static str) -> Mechanism {
        Mechanism { code, title: t(zh, en), ledgers: Vec::new(), figures: Vec::new(), procedures: Vec::new() }
    }
    /// What it records; each ledger becomes one of this mechanism.
    #[must_use]
    pub fn ledgers(mut self, ledgers: Vec<Ledger>) -> Mechanism {
        self.ledgers = ledgers;
        for ledger in &mut self.ledgers {
            ledger.mechanism = self.code;
        }
        self
    }
    /// One more ledger.
    #[must_use]
    pub fn with(mut self, mut ledger: Ledger) -> Mechanism {
        ledger.mechanism = self.code;
        self.ledgers.push(ledger);
        self
    }
    /// How its cases go.
    #[must_use]
    pub fn procedures(mut self, procedures: Vec<Procedure>) -> Mechanism {
        self.procedures = procedures;
        self
    }
    /// What it counts.
    #[must_use]
    pub fn figures(mut self, figures: Vec<Figure>) -> Mechanism {
        self.figures = figures;
        self
    }
}

/// The order and the headings of the report, which run across mechanisms.
#[derive(Debug, Clone, Copy, Default)]
pub struct Report {
    /// Ids of its figures, in its order; figures not named here follow as their mechanisms list them.
    pub figures: &'static [&'static str],
    /// Its sections: code and heading.
    pub sections: &'static [(&'static str, Term)],
}
