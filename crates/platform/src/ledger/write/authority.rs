//! Under which authority records are changed, and whether it covers a change.

use hangji_store::{Day, Id, Tx};

use super::Writer;
use crate::access::Viewer;
use crate::journal::ChangeKind;
use crate::ledger::change::Change;
use crate::ledger::declare::{FieldReader, Ledger, Link};
use crate::ledger::value::Record;
use crate::query::Query;
use crate::refusal::{Message, Refusal};
use crate::{Result, System};

/// What entitles somebody to a change.
#[derive(Clone, Copy)]
pub enum Authority<'a> {
    /// Their role, within its territory; or the record itself, where its ledger says so ([`Ledger::own_right`]).
    Role(&'a Viewer),
    /// A link or a campaign that names their person, as the ledger declares it ([`Ledger::entered_through`]): they enter
    /// records that name them, in the organisations the link holds for, on the day given.
    Link(&'a Viewer, Day),
    /// A step of a procedure that is theirs to take ([`Step::by`](crate::procedure::Step)), in a case of their territory.
    Step(&'a Viewer),
    /// Acceptance of what another account sent when it could not write it (from a phone after its owner was blocked): an
    /// officer's role decides, and the journal names who sent it.
    Acceptance(&'a Viewer, Id),
    /// The operator at the command line, and the program for itself.
    Operator,
}

impl<'a> Authority<'a> {
    /// Of whoever looks: their role, or the operator.
    #[must_use]
    pub fn of(viewer: &'a Viewer) -> Authority<'a> {
        if viewer.role.is_some() { Authority::Role(viewer) } else { Authority::Operator }
    }

    /// The reason that the journal keeps: with the account that sent what is accepted, where it is not the writer.
    pub(super) fn reason(&self, given: &str) -> String {
        match self {
            Authority::Acceptance(_, sender) => format!("受理账号 {sender} 提交的记录 {given}").trim_end().to_owned(),
            _ => given.to_owned(),
        }
    }

    /// Who it is; none is the operator.
    pub(super) fn viewer(&self) -> Option<&'a Viewer> {
        match self {
            Authority::Role(viewer)
            | Authority::Link(viewer, _)
            | Authority::Step(viewer)
            | Authority::Acceptance(viewer, _) => Some(viewer),
            Authority::Operator => None,
        }
    }
}

impl Writer<'_> {
    /// Refuses a change that the authority does not cover.
    pub(super) fn check_right(
        &mut self,
        tx: &mut Tx<'_>,
        sys: &System,
        ledger: &Ledger,
        change: &Change,
        before: Option<&Record>,
    ) -> Result<()> {
        match self.authority {
            Authority::Operator => Ok(()),
            Authority::Link(viewer, on) => {
                viewer.may_change()?;
                if change.kind == ChangeKind::Add && linked(tx, viewer, ledger, change, on)? {
                    return Ok(());
                }
                Err(Refusal::Forbidden(Message::new(
                    format!("没有联系或活动安排您在这里录入“{}”", ledger.title.zh),
                    format!("no link or campaign of yours lets you enter {} here", ledger.title.en),
                ))
                .into())
            }
            Authority::Step(viewer) => {
                viewer.may_change()?;
                let role = viewer.role.as_ref().map_or("", |r| r.code);
                let theirs = sys
                    .procedures
                    .iter()
                    .flat_map(|p| &p.steps)
                    .any(|s| s.ledger == ledger.name && s.by.contains(&role));
                if change.kind == ChangeKind::Add && theirs && self.reaches(tx, viewer, change.record.org)? {
                    return Ok(());
                }
                Err(Refusal::Forbidden(Message::new(
                    format!("“{}”不由您办理，或不在您的管理范围内", ledger.title.zh),
                    format!("{} is not yours to do, or outside your territory", ledger.title.en),
                ))
                .into())
            }
            Authority::Acceptance(viewer, _) => self.check_role(tx, sys, viewer, ledger, change, before),
            Authority::Role(viewer) => match ledger.own_right {
                Some(right) if right(sys, viewer, change.kind, before.unwrap_or(&change.record))? => {
                    viewer.may_change()
                }
                _ => self.check_role(tx, sys, viewer, ledger, change, before),
            },
        }
    }

    fn check_role(
        &mut self,
        tx: &mut Tx<'_>,
        sys: &System,
        viewer: &Viewer,
        ledger: &Ledger,
        change: &Change,
        before: Option<&Record>,
    ) -> Result<()> {
        let erases = change.kind == ChangeKind::Erase;
        if self.known.ledgers.insert((ledger.name, erases)) {
            if erases {
                viewer.may_change()?;
                if !viewer.may_erase(ledger.name) {
                    return Err(out_of_reach().into());
                }
            } else {
                viewer.may_write(sys, ledger.name)?;
            }
        }
        let new_in_tree = ledger.is_tree && change.kind == ChangeKind::Add;
        // A new organisation stands where its parent does; any other record where its own organisation is.
        let org = match (new_in_tree, FieldReader { ledger, values: &change.record.values }.int("parent")) {
            (true, None) => return Ok(()),
            (true, Some(parent)) => Id(parent),
            (false, _) => change.record.org,
        };
        if new_in_tree && self.written.contains(&(ledger.name, org)) {
            return Ok(());
        }
        if !self.reaches(tx, viewer, org)? {
            let new = || {
                Refusal::NotFound(Message::new(
                    "没有这个党组织，或不在您的管理范围内",
                    "there is no such organisation, or it is outside your territory",
                ))
            };
            return Err(if change.kind == ChangeKind::Add { new() } else { out_of_reach() }.into());
        }
        match before {
            Some(before) if before.org != org && !self.reaches(tx, viewer, before.org)? => Err(out_of_reach().into()),
            _ => Ok(()),
        }
    }

    fn reaches(&mut self, tx: &mut Tx<'_>, viewer: &Viewer, org: Id) -> Result<bool> {
        if let Some(known) = self.known.orgs.get(&org) {
            return Ok(*known);
        }
        let reached = viewer.scope().has_org(tx, org)?;
        self.known.orgs.insert(org, reached);
        Ok(reached)
    }
}

/// What is said of a record that does not exist, or is not the viewer's to change: the two are not told apart.
#[must_use]
pub fn out_of_reach() -> Refusal {
    Refusal::NotFound(Message::new(
        "没有这条记录，或不在您的管理范围内",
        "there is no such record, or it is outside your territory",
    ))
}

/// Whether a link in force on a day names the viewer's person for the record's organisation, and the record names them.
fn linked(tx: &mut Tx<'_>, viewer: &Viewer, ledger: &Ledger, change: &Change, on: Day) -> Result<bool> {
    let Some(person) = viewer.person else { return Ok(false) };
    let record = FieldReader { ledger, values: &change.record.values };
    if !viewer.reads(ledger.name) || !ledger.involves.iter().any(|f| record.int(f) == Some(person.0)) {
        return Ok(false);
    }
    for link in ledger.entered_through {
        if holds(tx, link, person, change.record.org, on)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn holds(tx: &mut Tx<'_>, link: &Link, person: Id, org: Id, on: Day) -> Result<bool> {
    let place = link.place.unwrap_or("org");
    let mut query = Query::new(&format!(
        "SELECT COUNT(*) FROM {} x JOIN territory t ON t.node = x.{place} WHERE x.state = 0 AND x.{} = ",
        link.ledger, link.person
    ));
    query.bind_int(person.0);
    query.push(" AND t.org = ");
    query.bind_int(org.0);
    query.push(&format!(" AND x.{} <= ", link.from));
    query.bind_text(on.to_string());
    query.push(&format!(" AND (x.{0} IS NULL OR x.{0} > ", link.until));
    query.bind_text(on.to_string());
    query.push(")");
    Ok(tx.number(query.text(), &query.params())? > 0)
}
