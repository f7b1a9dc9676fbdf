//! What a record may refer to: records in force that its writer sees, or any of the district where the field says so.
//! Only references that a change sets are asked: a record keeps those it has, whoever corrects the rest of it.

use hangji_store::{Id, Tx};

use super::Writer;
use crate::access::Scope;
use crate::access::scope::Plan;
use crate::journal::ChangeKind;
use crate::ledger::change::Change;
use crate::ledger::declare::{Kind, Ledger, Refers};
use crate::ledger::value::{Record, Value};
use crate::query::Query;
use crate::refusal::{Message, Problem};
use crate::{Result, System};

impl Writer<'_> {
    /// The references that a change sets and its writer may not.
    pub(super) fn unreachable(
        &mut self,
        tx: &mut Tx<'_>,
        sys: &System,
        ledger: &Ledger,
        change: &Change,
        before: Option<&Record>,
    ) -> Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for (i, field) in ledger.fields.iter().enumerate() {
            let (Kind::Record(other), Value::Int(id)) = (field.kind, &change.record.values[i]) else { continue };
            let kept = before.is_some_and(|b| b.values[i] == change.record.values[i]);
            if kept && change.kind != ChangeKind::Restore {
                continue;
            }
            // What a record had when it was withdrawn, or before what is undone, it gets back, if it is still there.
            let any = kept || self.undoes || field.refers == Refers::DistrictWide;
            if !self.refers_to(tx, sys.ledger(other)?, Id(*id), any)? {
                problems.push(Problem::at(field.name, unknown_reference(field.title.zh, field.title.en)));
            }
        }
        Ok(problems)
    }

    /// Whether a record of a ledger is in force and, unless any will do, seen by the writer.
    fn refers_to(&mut self, tx: &mut Tx<'_>, other: &Ledger, id: Id, any: bool) -> Result<bool> {
        if self.written.contains(&(other.name, id)) {
            return Ok(true);
        }
        if let Some(known) = self.known.references.get(&(other.name, id, any)) {
            return Ok(*known);
        }
        let scope = match self.authority.viewer() {
            Some(viewer) if !any => viewer.scope(),
            _ => Scope::everything(),
        };
        let mut query = Query::new(&format!("SELECT COUNT(*) FROM {} r WHERE r.id = ", other.name));
        query.bind_int(id.0);
        query.push(" AND r.state = 0 AND ");
        scope.restrict(&mut query, other, Plan::Walk);
        let found = tx.number(query.text(), &query.params())? > 0;
        self.known.references.insert((other.name, id, any), found);
        Ok(found)
    }
}

/// What is said of a reference to nothing, or to what the writer does not see.
#[must_use]
pub fn unknown_reference(zh: &str, en: &str) -> Message {
    Message::new(format!("{zh}所指的记录不存在或已撤回"), format!("{en} refers to no record in force"))
}
