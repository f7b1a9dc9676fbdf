//! The whole of what is declared: ledgers, figures, roles; and the database that carries it.

use std::collections::HashMap;

use hangji_store::{Db, Migration, Tx};

use crate::access::Role;
use crate::field_encryption::{self, FieldEncryption};
use crate::figures::{self, Figure};
use crate::ledger::{self, Ledger};
use crate::mechanism::{Mechanism, Report};
use crate::refusal::{Message, Refusal};
use crate::term::Term;
use crate::{Result, access, privacy, search, tasks, tree};

/// Everything declared by the mechanisms, found by name.
pub struct System {
    /// The ledgers in the order of the menu.
    pub ledgers: Vec<Ledger>,
    /// The figures in the order of the report.
    pub figures: Vec<Figure>,
    /// The roles.
    pub roles: Vec<Role>,
    /// Code and title of each mechanism, in the order of the menu.
    titles: Vec<(&'static str, Term)>,
    /// Code and heading of each section of the report.
    sections: &'static [(&'static str, Term)],
    by_name: HashMap<&'static str, usize>,
    figure_by_id: HashMap<&'static str, usize>,
    /// Counts remembered until what they count changes.
    pub counted: ledger::list::Counted,
    /// Counts of open tasks, remembered in the same way.
    pub tasks: tasks::Remembered,
    /// What masked fields are sealed with: locked until it is given its keys.
    pub encryption: FieldEncryption,
    /// The parts of all figures with the statements made from them.
    pub parts: figures::Parts,
}

impl System {
    /// Puts the declarations together.
    ///
    /// # Errors
    /// If a name is declared twice or refers to something undeclared: a mistake of the programmer.
    pub fn new(mut mechanisms: Vec<Mechanism>, mut roles: Vec<Role>, report: Report) -> Result<System> {
        mechanisms.push(access::mechanism(&roles).with(privacy::requests::ledger()));
        let titles = mechanisms.iter().map(|m| (m.code, m.title)).collect();
        let (mut ledgers, mut figures) = (Vec::new(), Vec::new());
        for mechanism in mechanisms {
            ledgers.extend(mechanism.ledgers);
            figures.extend(mechanism.figures);
        }
        figures.sort_by_key(|f| report.figures.iter().position(|id| *id == f.id).unwrap_or(report.figures.len()));
        for role in &mut roles {
            role.receive(&ledgers);
        }
        check_grants(&ledgers, &roles)?;
        hand_over_tasks(&mut ledgers)?;
        let encryption = FieldEncryption::default();
        for l in &mut ledgers {
            l.encryption = encryption.clone();
        }
        let by_name: HashMap<_, _> = ledgers.iter().enumerate().map(|(i, l)| (l.name, i)).collect();
        let figure_by_id: HashMap<_, _> = figures.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
        anyhow::ensure!(by_name.len() == ledgers.len(), "two ledgers have one name");
        anyhow::ensure!(figure_by_id.len() == figures.len(), "two figures have one id");
        for l in &ledgers {
            check_declaration(l, &by_name)?;
            ledger::section::check(l, by_name.get(tree::ORGANISATIONS).map(|i| &ledgers[*i]))?;
        }
        check_tasks(&ledgers, &by_name)?;
        for share in figures.iter().filter_map(|f| f.shares).flat_map(|s| s.parts) {
            anyhow::ensure!(figure_by_id.contains_key(share.figure), "no figure {} to be a share", share.figure);
        }
        let parts = figures::Parts::new(&ledgers, &figures)?;
        let (counted, tasks) = (ledger::list::Counted::default(), tasks::Remembered::default());
        let sections = report.sections;
        Ok(System {
            ledgers,
            figures,
            roles,
            titles,
            sections,
            by_name,
            figure_by_id,
            parts,
            counted,
            tasks,
            encryption,
        })
    }

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

    /// The role of a code.
    #[must_use]
    pub fn role(&self, code: &str) -> Option<&Role> {
        self.roles.iter().find(|r| r.code == code)
    }

    /// Brings the schema forward and the maintained figures in step with their definitions.
    ///
    /// # Errors
    /// If the database is newer than the program, the keys do not fit it, or a step fails; nothing is changed then.
    pub fn prepare(&self, db: &Db) -> Result<()> {
        db.write(|tx| self.prepare_in(tx))
    }

    fn prepare_in(&self, tx: &mut Tx<'_>) -> Result<()> {
        hangji_store::migrate(tx, STEPS)?;
        field_encryption::check(tx, &self.encryption)?;
        for l in &self.ledgers {
            ledger::schema::bring_forward(tx, l)?;
        }
        tree::bring_forward(tx, self)?;
        figures::bring_forward(tx, self)?;
        search::index::bring_forward(tx, self)
    }
}

fn title(titles: &[(&'static str, Term)], code: &'static str) -> Term {
    titles.iter().find(|(c, _)| *c == code).map_or(Term { zh: code, en: code }, |(_, title)| *title)
}

/// Tasks that a ledger declares about the records of another go to that one, to be done in the one that declares them.
fn hand_over_tasks(ledgers: &mut [Ledger]) -> Result<()> {
    for declaring in 0..ledgers.len() {
        let name = ledgers[declaring].name;
        let (handed, own): (Vec<_>, Vec<_>) =
            std::mem::take(&mut ledgers[declaring].tasks).into_iter().partition(|t| t.about.is_some_and(|l| l != name));
        ledgers[declaring].tasks = own;
        for mut task in handed {
            let carrying = ledgers.iter_mut().find(|l| Some(l.name) == task.about);
            let Some(carrying) = carrying else { anyhow::bail!("task {} is about no ledger", task.id) };
            task.done_in.get_or_insert(name);
            carrying.tasks.push(task);
        }
    }
    Ok(())
}

/// Grants name roles that there are.
fn check_grants(ledgers: &[Ledger], roles: &[Role]) -> Result<()> {
    for l in ledgers {
        let g = &l.grants;
        for code in [&g.read_by, &g.written_by, &g.unmasked_by, &g.erased_by].into_iter().flatten() {
            anyhow::ensure!(roles.iter().any(|r| r.code == *code), "{} grants something to no role {code}", l.name);
        }
    }
    Ok(())
}

fn check_declaration(l: &Ledger, by_name: &HashMap<&'static str, usize>) -> Result<()> {
    let known = |name: &str| name == "org" || l.position(name).is_some();
    let named = l.named_by.iter().chain(l.key).chain(l.indexes.iter().flat_map(|i| i.iter())).chain(l.involves);
    for name in named.chain(l.dated.iter()).chain(l.example.iter().map(|(n, _)| n)) {
        anyhow::ensure!(known(name), "ledger {} has no field {name}", l.name);
    }
    for name in l.uniqueness.iter().flat_map(ledger::Uniqueness::fields) {
        anyhow::ensure!(known(name), "ledger {} has no field {name} to be unique by", l.name);
    }
    for f in &l.fields {
        anyhow::ensure!(!ledger::schema::FIXED.contains(&f.name), "field name {} is taken", f.name);
        let unsealable = f.kind.is_number() || matches!(f.kind, ledger::Kind::Day | ledger::Kind::Choice(_));
        anyhow::ensure!(!f.is_encrypted() || !unsealable, "{}.{} cannot be masked: it is compared", l.name, f.name);
        let shown = l.named_by.contains(&f.name) || l.dated == Some(f.name);
        anyhow::ensure!(!f.is_encrypted() || !shown, "{}.{} is masked and so names no record", l.name, f.name);
        if let ledger::Kind::Record(other) = f.kind {
            anyhow::ensure!(by_name.contains_key(other), "{}.{} refers to no ledger {other}", l.name, f.name);
        }
    }
    for link in l.entered_through {
        anyhow::ensure!(by_name.contains_key(link.ledger), "{} is entered through no ledger {}", l.name, link.ledger);
    }
    Ok(())
}

fn check_tasks(ledgers: &[Ledger], by_name: &HashMap<&'static str, usize>) -> Result<()> {
    let mut seen = Vec::new();
    for (l, d) in ledgers.iter().flat_map(|l| l.tasks.iter().map(move |d| (l, d))) {
        anyhow::ensure!(!seen.contains(&d.id), "two duties are called {}", d.id);
        seen.push(d.id);
        if let tasks::Due::After(field, _) = d.due {
            let day = l.position(field).is_some_and(|i| matches!(l.fields[i].kind, ledger::Kind::Day));
            anyhow::ensure!(day, "duty {} is due by no day field of {}", d.id, l.name);
        }
        let other = d.done_in.unwrap_or(l.name);
        anyhow::ensure!(by_name.contains_key(other), "duty {} is done in no ledger {other}", d.id);
        // Who is named must see the record wherever it is.
        let involved = d.named.iter().all(|f| l.involves.contains(f));
        anyhow::ensure!(involved, "duty {} names persons that {} does not involve", d.id, l.name);
    }
    Ok(())
}

pub(crate) const STEPS: &[Migration] = &[
    Migration { number: 1, name: "journal, tree, figures, access", sql: include_str!("../migrations/0001.sql") },
    Migration {
        number: 2,
        name: "remembered column mappings, files waiting for a decision",
        sql: include_str!("../migrations/0002_import.sql"),
    },
    Migration { number: 3, name: "drafts, saved views", sql: include_str!("../migrations/0003_work.sql") },
    Migration { number: 4, name: "attachments, remarks", sql: include_str!("../migrations/0004_annotations.sql") },
    Migration {
        number: 5,
        name: "second factors and what sessions tell of themselves",
        sql: include_str!("../migrations/0005_access.sql"),
    },
    Migration { number: 7, name: "sign-in by OpenID Connect", sql: include_str!("../migrations/0007_sign_in.sql") },
    Migration { number: 8, name: "the index of search", sql: include_str!("../migrations/0008_search.sql") },
    Migration { number: 9, name: "keys of repeated writes", sql: include_str!("../migrations/0009_api.sql") },
    Migration { number: 10, name: "what is pinned", sql: include_str!("../migrations/0010_desk.sql") },
];
