//! Puts the declarations together, checks that they fit each other, and brings a database in step with them.

use std::collections::{HashMap, HashSet};

use hangji_store::{Db, Migration, Tx};

use crate::access::{Role, accounts, segregation_of_duties};
use crate::field_encryption::FieldEncryption;
use crate::figures::{Figure, Parts};
use crate::ledger::{self, Ledger, stretches};
use crate::mechanism::{Mechanism, Report};
use crate::privacy::requests;
use crate::procedure::{self, Procedure};
use crate::system::System;
use crate::{Result, figures, rekeying, search, tasks, tree};

impl System {
    /// Puts the declarations together.
    ///
    /// # Errors
    /// If a name is declared twice or refers to something undeclared: a mistake of the programmer.
    pub fn new(mut mechanisms: Vec<Mechanism>, mut roles: Vec<Role>, report: Report) -> Result<System> {
        mechanisms.push(administration(&roles));
        let titles = mechanisms.iter().map(|m| (m.code, m.title)).collect();
        let (mut ledgers, mut figures, mut procedures) = (Vec::new(), Vec::new(), Vec::new());
        for mechanism in mechanisms {
            ledgers.extend(mechanism.ledgers);
            figures.extend(mechanism.figures);
            procedures.extend(mechanism.procedures);
        }
        figures.sort_by_key(|f| report.figures.iter().position(|id| *id == f.id).unwrap_or(report.figures.len()));
        check_grants(&ledgers, &roles)?;
        grant(&ledgers, &mut roles);
        hand_over_tasks(&mut ledgers)?;
        let encryption = FieldEncryption::default();
        for l in &mut ledgers {
            l.encryption = encryption.clone();
        }
        let by_name: HashMap<_, _> = ledgers.iter().enumerate().map(|(i, l)| (l.name, i)).collect();
        let figure_by_id: HashMap<_, _> = figures.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
        check(&ledgers, &figures, &by_name)?;
        check_procedures(&ledgers, &by_name, &procedures)?;
        let parts = Parts::new(&ledgers, &figures)?;
        Ok(System {
            ledgers,
            figures,
            procedures,
            roles,
            titles,
            sections: report.sections,
            by_name,
            figure_by_id,
            parts,
            counted: Default::default(),
            tasks: Default::default(),
            encryption,
        })
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
        rekeying::check(tx, &self.encryption)?;
        for l in &self.ledgers {
            ledger::schema::bring_forward(tx, l, self.is_referred(l.name))?;
        }
        tree::bring_forward(tx, self)?;
        procedure::spans::bring_forward(tx, self)?;
        figures::bring_forward(tx, self)?;
        search::index::bring_forward(tx, self)
    }
}

/// Administration as a mechanism of its own: accounts, and the requests of people about their data.
fn administration(roles: &[Role]) -> Mechanism {
    let accounts = accounts(roles).separated_by(segregation_of_duties::check);
    Mechanism::new("access", "系统管理", "Administration").ledgers(vec![accounts, requests::ledger()])
}

/// Gives each role what the ledgers grant it, or all ledgers but those of administration.
fn grant(ledgers: &[Ledger], roles: &mut [Role]) {
    for role in roles {
        let code = role.code;
        role.receive(|i, all| {
            let granted = |l: &Ledger| match i {
                0 => l.grants.read_by.contains(&code),
                1 => l.grants.written_by.contains(&code),
                2 => l.grants.unmasked_by.contains(&code),
                _ => l.grants.erased_by.contains(&code),
            };
            ledgers.iter().filter(|l| granted(l) || (all && !l.administrative)).map(|l| l.name).collect()
        });
    }
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

/// Procedures name ledgers and fields that there are, and steps of their own.
fn check_procedures(
    ledgers: &[Ledger],
    by_name: &HashMap<&'static str, usize>,
    procedures: &[Procedure],
) -> Result<()> {
    let ledger = |name: &str| by_name.get(name).map(|i| &ledgers[*i]);
    let is_day = |l: &Ledger, f: &str| l.position(f).is_some_and(|i| matches!(l.fields[i].kind, ledger::Kind::Day));
    for p in procedures {
        let cases = ledger(p.cases);
        anyhow::ensure!(
            cases.is_some_and(|l| is_day(l, p.opened_on)),
            "{} has no ledger of cases with its day",
            p.code
        );
        for s in &p.steps {
            let of_case = |l: &Ledger| {
                l.position(s.case)
                    .is_some_and(|i| matches!(l.fields[i].kind, ledger::Kind::Record(to) if to == p.cases))
            };
            let fits = ledger(s.ledger).is_some_and(|l| is_day(l, s.on) && of_case(l));
            anyhow::ensure!(fits, "step {} of {} fits no ledger", s.code, p.code);
            let known = |code: &&str| p.step(code).is_some();
            anyhow::ensure!(s.after.iter().all(known), "step {} of {} comes after no step", s.code, p.code);
        }
    }
    Ok(())
}

/// Whether all declarations fit each other.
fn check(ledgers: &[Ledger], figures: &[Figure], by_name: &HashMap<&'static str, usize>) -> Result<()> {
    let ids: HashSet<&str> = figures.iter().map(|f| f.id).collect();
    anyhow::ensure!(by_name.len() == ledgers.len(), "two ledgers have one name");
    anyhow::ensure!(ids.len() == figures.len(), "two figures have one id");
    for l in ledgers {
        check_declaration(l, by_name)?;
        stretches::check(l, by_name.get(tree::ORGANISATIONS).map(|i| &ledgers[*i]))?;
    }
    check_tasks(ledgers, by_name)?;
    for share in figures.iter().filter_map(|f| f.shares).flat_map(|s| s.parts) {
        anyhow::ensure!(ids.contains(share.figure), "no figure {} to be a share", share.figure);
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
        anyhow::ensure!(!seen.contains(&d.id), "two tasks are called {}", d.id);
        seen.push(d.id);
        if let tasks::Due::After(field, _) = d.due {
            let day = l.position(field).is_some_and(|i| matches!(l.fields[i].kind, ledger::Kind::Day));
            anyhow::ensure!(day, "task {} is due by no day field of {}", d.id, l.name);
        }
        let other = d.done_in.unwrap_or(l.name);
        anyhow::ensure!(by_name.contains_key(other), "task {} is done in no ledger {other}", d.id);
        // Who is named must see the record wherever it is.
        let involved = d.named.iter().all(|f| l.involves.contains(f));
        anyhow::ensure!(involved, "task {} names persons that {} does not involve", d.id, l.name);
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
    Migration { number: 11, name: "organisations by name", sql: include_str!("../migrations/0011_names.sql") },
    Migration { number: 12, name: "where cases stand", sql: include_str!("../migrations/0012_procedures.sql") },
];
