//! The whole of what is declared: ledgers, figures, roles, found by name. [`crate::setup`] puts it together.

use std::collections::HashMap;

use crate::Result;
use crate::access::Role;
use crate::field_encryption::FieldEncryption;
use crate::figures::{Figure, Parts};
use crate::ledger::counted::Counted;
use crate::ledger::{Kind, Ledger};
use crate::procedure::declare::Procedure;
use crate::refusal::{Message, Refusal};
use crate::tasks::Remembered;
use crate::term::Term;

/// Everything declared by the mechanisms, found by name.
pub struct System {
    /// The ledgers in the order of the menu.
    pub ledgers: Vec<Ledger>,
    /// The figures in the order of the report.
    pub figures: Vec<Figure>,
    /// How cases go.
    pub procedures: Vec<Procedure>,
    /// The roles.
    pub roles: Vec<Role>,
    /// Code and title of each mechanism, in the order of the menu.
    pub(crate) titles: Vec<(&'static str, Term)>,
    /// Code and heading of each section of the report.
    pub(crate) sections: &'static [(&'static str, Term)],
    pub(crate) by_name: HashMap<&'static str, usize>,
    pub(crate) figure_by_id: HashMap<&'static str, usize>,
    /// Counts remembered until what they count changes.
    pub counted: Counted,
    /// Counts of open tasks, remembered in the same way.
    pub tasks: Remembered,
    /// What masked fields are sealed with: locked until it is given its keys.
    pub encryption: FieldEncryption,
    /// The parts of all figures with the statements made from them.
    pub parts: Parts,
}

impl System {
    /// The ledger of a name.
    ///
    /// # Errors
    /// A refusal that lists the names there are.
    pub fn ledger(&self, name: &str) -> Result<&Ledger> {
        if let Some(i) = self.by_name.get(name) {
            return Ok(&self.ledgers[*i]);
        }
        let names: Vec<&str> = self.ledgers.iter().map(|l| l.name).collect();
        let shown: String = name.chars().take(40).collect();
        Err(Refusal::NotFound(Message::new(
            format!("没有台账“{shown}”；现有：{}", names.join("、")),
            format!("there is no ledger `{shown}`; there are: {}", names.join(", ")),
        ))
        .into())
    }

    /// The figure of an id.
    ///
    /// # Errors
    /// A refusal that says where to find the ids.
    pub fn figure(&self, id: &str) -> Result<&Figure> {
        if let Some(i) = self.figure_by_id.get(id) {
            return Ok(&self.figures[*i]);
        }
        let shown: String = id.chars().take(40).collect();
        Err(Refusal::NotFound(Message::new(
            format!("没有指标“{shown}”；`hangji figures` 列出全部指标"),
            format!("there is no figure `{shown}`; `hangji figures` lists them all"),
        ))
        .into())
    }

    /// What a mechanism is called; its code where nothing is said.
    #[must_use]
    pub fn mechanism_title(&self, code: &'static str) -> Term {
        title(&self.titles, code)
    }

    /// The heading of a section of the report; its code where nothing is said.
    #[must_use]
    pub fn section_title(&self, code: &'static str) -> Term {
        title(self.sections, code)
    }

    /// Whether records of another ledger, or of the same one, refer to those of a ledger.
    #[must_use]
    pub fn is_referred(&self, ledger: &str) -> bool {
        let mut fields = self.ledgers.iter().flat_map(|l| &l.fields);
        fields.any(|f| matches!(f.kind, Kind::Record(to) if to == ledger))
    }

    /// Whether the records of a ledger are steps of a procedure.
    #[must_use]
    pub fn is_step(&self, ledger: &str) -> bool {
        self.procedures.iter().flat_map(|p| &p.steps).any(|s| s.ledger == ledger)
    }

    /// The role of a code.
    #[must_use]
    pub fn role(&self, code: &str) -> Option<&Role> {
        self.roles.iter().find(|r| r.code == code)
    }
}

fn title(titles: &[(&'static str, Term)], code: &'static str) -> Term {
    titles.iter().find(|(c, _)| *c == code).map_or(Term { zh: code, en: code }, |(_, title)| *title)
}
