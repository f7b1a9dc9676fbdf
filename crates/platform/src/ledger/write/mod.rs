//! **The one way to change records.** Whatever the entrance (form, API, file, bulk act, erasure, demonstration), a change
//! comes here with the [`Authority`] it is made under; right, record, references, the separation of offices and the
//! guards are asked here and nowhere else; journal, rows, figures and tree move together in the caller's transaction.
//!
//! [`write()`] takes one [`Write`] with changes of any ledgers, which are accepted or refused as one batch. [`Writer`] does
//! the same in parts, for files too large to hold twice. `authority` who may · `references` what a record may name ·
//! `referred` what leans on records that go · `overlap` what may not hold at the same time · `store` how it is stored.

mod authority;
mod overlap;
mod references;
mod referred;
mod store;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use hangji_store::{Day, Id, Tx};

pub use authority::{Authority, out_of_reach};
pub use references::unknown_reference;
pub(crate) use store::changed_meanwhile;

use super::change::Change;
use super::declare::Ledger;
use super::value::{Record, State, Value};
use super::{check, rows};
use crate::figures::upkeep::Upkeep;
use crate::journal::{self, ChangeKind};
use crate::procedure::spans::{self, TouchedCases};
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System, tree};

/// Changes that are accepted as one, or refused as one.
pub struct Write<'w> {
    /// Under which authority.
    pub authority: Authority<'w>,
    /// Why; a correction needs a reason, a new record none.
    pub reason: &'w str,
    /// The import or undo that the changes belong to; `Id(0)` is none.
    pub batch: Id,
    /// Whether the changes give records back what they had: their references need only be in force, whoever sees them.
    pub undoes: bool,
    /// What is to change, in the order in which it is written down.
    pub changes: Vec<(&'w Ledger, Change)>,
}

impl<'w> Write<'w> {
    /// No changes yet, without a reason.
    #[must_use]
    pub fn under(authority: Authority<'w>) -> Write<'w> {
        Write { authority, reason: "", batch: Id(0), undoes: false, changes: Vec::new() }
    }
    /// Why.
    #[must_use]
    pub fn because(mut self, reason: &'w str) -> Write<'w> {
        self.reason = reason;
        self
    }
    /// The import or undo that the changes belong to.
    #[must_use]
    pub fn in_batch(mut self, batch: Id) -> Write<'w> {
        self.batch = batch;
        self
    }
    /// The changes give records back what they had.
    #[must_use]
    pub fn undoing(mut self) -> Write<'w> {
        self.undoes = true;
        self
    }
    /// One more change.
    #[must_use]
    pub fn change(mut self, ledger: &'w Ledger, change: Change) -> Write<'w> {
        self.changes.push((ledger, change));
        self
    }
}

/// Stores the changes of a [`Write`].
///
/// # Errors
/// A refusal with every problem found (of right, record, reference, separation, guard or tree); a fault. The caller's
/// transaction must be rolled back then.
pub fn write(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, write: Write<'_>) -> Result<()> {
    let mut writer = Writer::new(write.authority, write.reason, write.batch)?;
    writer.undoes = write.undoes;
    // Ledger by ledger, in the order in which they first appear; what refers to what may stand in any order.
    let mut by_ledger: Vec<(&Ledger, Vec<Change>)> = Vec::new();
    for (ledger, change) in write.changes {
        writer.expect(ledger, &change);
        match by_ledger.iter_mut().find(|(known, _)| std::ptr::eq(*known, ledger)) {
            Some((_, changes)) => changes.push(change),
            None => by_ledger.push((ledger, vec![change])),
        }
    }
    for (ledger, changes) in by_ledger {
        writer.put(tx, sys, cx, ledger, changes)?;
    }
    match writer.end(tx, sys)?.into_iter().next() {
        Some((_, problem)) => Err(Refusal::invalid(problem).into()),
        None => Ok(()),
    }
}

/// A [`Write`] in parts: the figures and the guards follow once, at its end.
pub struct Writer<'w> {
    authority: Authority<'w>,
    reason: String,
    batch: Id,
    undoes: bool,
    upkeep: Upkeep,
    /// Records that guards have still to look at.
    guarded: Vec<(&'w Ledger, Record)>,
    /// Records that this write has taken out of force, by ledger.
    withdrawn: Vec<(&'w Ledger, Vec<Id>)>,
    /// Records of this write that are in force, to which later ones may refer.
    written: HashSet<(&'static str, Id)>,
    known: Known,
    /// Whether the tree has still to follow its ledgers.
    tree_moved: bool,
    /// Cases whose standing has still to follow their records.
    cases: TouchedCases,
    /// Steps that were entered or changed: what must stand before them is asked at the end.
    steps: Vec<(&'w Ledger, Record)>,
}

/// What was asked already: a file names the same few organisations and people again and again.
#[derive(Default)]
struct Known {
    ledgers: HashSet<(&'static str, bool)>,
    orgs: HashMap<Id, bool>,
    lives: HashMap<Id, Option<(Day, Day, String)>>,
    references: HashMap<(&'static str, Id, bool), bool>,
}

impl<'w> Writer<'w> {
    /// A writer under an authority.
    ///
    /// # Errors
    /// A refusal of a reason that has the form of an erased one.
    pub fn new(authority: Authority<'w>, reason: &str, batch: Id) -> Result<Writer<'w>> {
        if journal::hash::erased(reason).is_some() {
            return Err(Refusal::bad("理由不能写成这种形式", "a reason cannot have this form").into());
        }
        Ok(Writer {
            authority,
            reason: authority.reason(reason),
            batch,
            undoes: false,
            upkeep: Upkeep::default(),
            guarded: Vec::new(),
            withdrawn: Vec::new(),
            written: HashSet::new(),
            known: Known::default(),
            tree_moved: false,
            cases: TouchedCases::default(),
            steps: Vec::new(),
        })
    }

    /// Takes note that a record will be in force, or no longer, when the write ends.
    fn expect(&mut self, ledger: &Ledger, change: &Change) {
        if change.record.state == State::InForce {
            self.written.insert((ledger.name, change.record.id));
        } else {
            self.written.remove(&(ledger.name, change.record.id));
        }
    }

    /// Checks and stores changes of one ledger.
    ///
    /// # Errors
    /// As [`write()`], but for the guards, which are asked at the [`end`](Writer::end).
    pub fn put(
        &mut self,
        tx: &mut Tx<'_>,
        sys: &System,
        cx: &mut Cx,
        ledger: &'w Ledger,
        changes: Vec<Change>,
    ) -> Result<()> {
        if self.tree_moved && !tree::is_source(ledger.name) {
            // What stands under a new organisation is asked about the new tree.
            self.follow(tx, sys)?;
        }
        for change in &changes {
            let before = self.check(tx, sys, cx.today, ledger, change)?;
            self.expect(ledger, change);
            self.touch_cases(sys, ledger, change, before.as_ref());
        }
        let gone: Vec<Id> = changes.iter().filter(|c| c.kind == ChangeKind::Withdraw).map(|c| c.record.id).collect();
        if !gone.is_empty() {
            self.withdrawn.push((ledger, gone));
        }
        if let Some(separation) = ledger.separation {
            let problems = separation(tx, sys, cx, ledger, &changes)?;
            if !problems.is_empty() {
                return Err(Refusal::Invalid(problems).into());
            }
        }
        if !(ledger.guards.is_empty() && ledger.uniqueness.is_empty()) {
            let in_force = changes.iter().map(|c| &c.record).filter(|r| r.state == State::InForce);
            self.guarded.extend(in_force.map(|r| (ledger, r.clone())));
        }
        store::store(
            tx,
            sys,
            cx,
            ledger,
            changes,
            store::Entries { reason: &self.reason, batch: self.batch },
            &mut self.upkeep,
        )?;
        self.tree_moved |= tree::is_source(ledger.name);
        Ok(())
    }

    /// Ends the write: figures and tree follow, and the guards are asked. What they find wrong is the caller's to refuse
    /// (or, for a file, to leave out and try again).
    ///
    /// # Errors
    /// A refusal of the tree, or of records that others lean on; a fault.
    pub fn end(mut self, tx: &mut Tx<'_>, sys: &System) -> Result<Vec<(Id, Problem)>> {
        self.check_referred(tx, sys)?;
        self.follow(tx, sys)?;
        let mut out = Vec::new();
        for (ledger, record) in &self.steps {
            out.extend(spans::refused(tx, sys, ledger, record)?.map(|problem| (record.id, problem)));
        }
        for (ledger, record) in &self.guarded {
            for uniqueness in &ledger.uniqueness {
                if let Some(problem) = overlap::problem(uniqueness, tx, ledger, record)? {
                    out.push((record.id, problem));
                }
            }
            for guard in &ledger.guards {
                if let Some(problem) = guard(tx, sys, ledger, record)? {
                    out.push((record.id, problem));
                }
            }
        }
        Ok(out)
    }

    fn follow(&mut self, tx: &mut Tx<'_>, sys: &System) -> Result<()> {
        std::mem::take(&mut self.upkeep).store(tx, sys)?;
        if std::mem::take(&mut self.tree_moved) {
            tree::follow(tx, sys)?;
            self.known.orgs.clear();
            self.known.lives.clear();
        }
        std::mem::take(&mut self.cases).follow(tx, sys)
    }

    /// Notes the cases that a change belongs to, before it and after; a step that comes into force is asked about at the end.
    fn touch_cases(&mut self, sys: &System, ledger: &'w Ledger, change: &Change, before: Option<&Record>) {
        if sys.procedures.is_empty() {
            return;
        }
        for state in before.into_iter().chain([&change.record]) {
            self.cases.note(sys, ledger, state);
        }
        // A correction is always possible: what stood on the fact is marked, not refused.
        if matches!(change.kind, ChangeKind::Add | ChangeKind::Restore) {
            self.steps.push((ledger, change.record.clone()));
        }
    }

    /// Gives the state before. Refuses a change that its writer may not make, or with everything that is wrong with its record: by itself, with
    /// what it refers to, and with its organisation's life.
    fn check(
        &mut self,
        tx: &mut Tx<'_>,
        sys: &System,
        today: Day,
        ledger: &Ledger,
        change: &Change,
    ) -> Result<Option<Record>> {
        let before = before(tx, ledger, change)?;
        self.check_right(tx, sys, ledger, change, before.as_ref())?;
        // Without force, or stripped of personal data, a record is not what its ledger demands; and what a withdrawn one
        // says need not hold any more.
        if matches!(change.kind, ChangeKind::Withdraw | ChangeKind::Erase) {
            return Ok(before);
        }
        let mut problems = check::problems(ledger, &change.record.values, today);
        problems.extend(self.unreachable(tx, sys, ledger, change, before.as_ref())?);
        // What administration notes may concern an organisation that has ended.
        if !ledger.is_tree && !tree::is_source(ledger.name) && !ledger.administrative {
            match self.life(tx, change.record.org)? {
                None => problems.push(Problem::whole(Message::new("没有这个党组织", "there is no such organisation"))),
                Some((from, to, name)) => {
                    problems.extend(outside_life(ledger, &change.record.values, *from, *to, name));
                }
            }
        }
        if problems.is_empty() { Ok(before) } else { Err(Refusal::Invalid(problems).into()) }
    }

    fn life(&mut self, tx: &mut Tx<'_>, org: Id) -> Result<Option<&(Day, Day, String)>> {
        let life = match self.known.lives.entry(org) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let sql = "SELECT valid_from, valid_to, name FROM org WHERE id = $1";
                let life = tx.first(sql, &[org.into()], |r| Ok((r.day(0)?, r.day(1)?, r.text(2)?.to_owned())))?;
                unknown.insert(life)
            }
        };
        Ok(life.as_ref())
    }
}

/// A record's day must lie in its organisation's life.
#[must_use]
pub fn outside_life(ledger: &Ledger, values: &[Value], from: Day, to: Day, name: &str) -> Option<Problem> {
    let field = ledger.dated?;
    let Value::Text(text) = &values[ledger.position(field)?] else { return None };
    let day: Day = text.parse().ok()?;
    (day < from || day >= to).then(|| {
        let until = |open: &str| if to == Day::OPEN { open.to_owned() } else { to.to_string() };
        Problem::at(
            field,
            Message::new(
                format!("{day}时“{name}”不存在（{from}至{}）", until("今")),
                format!("{name} did not exist on {day} ({from} to {})", until("now")),
            ),
        )
    })
}

/// The state of a record that a change starts from; none for a new one.
///
/// # Errors
/// A refusal if the record is another by now, or there is none; a fault.
fn before(tx: &mut Tx<'_>, ledger: &Ledger, change: &Change) -> Result<Option<Record>> {
    if change.kind == ChangeKind::Add {
        return Ok(None);
    }
    let present = rows::load(tx, ledger, change.record.id)?.ok_or_else(out_of_reach)?;
    if present.entry != change.prior {
        return Err(changed_meanwhile().into());
    }
    Ok(Some(present))
}
