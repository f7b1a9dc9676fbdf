//! The one scope predicate.

use hangji_store::{Id, Tx};

use crate::Result;
use crate::ledger::Ledger;
use crate::query::Query;

/// Which records are seen. It becomes SQL in [`Scope::restrict`], and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    node: Option<Id>,
    person: Option<Id>,
    everything: bool,
}

/// How the database should look for the records of a scope: it cannot know that the root's territory is everything and
/// a branch's next to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Walk the records in the order wanted and test each: for territories that hold a good part of them.
    Walk,
    /// Gather the records of the territory's organisations, then order them: for small territories.
    Gather,
}

impl Plan {
    /// How to look for the first `reach` of `found` records, when the territory holds `here` (of which some may not be
    /// wanted) and everything holds `all`: walking passes over what is not wanted; gathering reads the whole territory,
    /// at about twice the cost a record. The sizes need only be roughly right; the answer does not depend on them.
    #[must_use]
    pub fn weigh(reach: i64, found: i64, here: i64, all: i64) -> Plan {
        let walked = reach.saturating_mul(all) / found.max(1);
        if walked <= here.saturating_mul(2) { Plan::Walk } else { Plan::Gather }
    }
}

impl Scope {
    /// No restriction: the operator.
    #[must_use]
    pub fn everything() -> Scope {
        Scope { node: None, person: None, everything: true }
    }
    /// What belongs to a node's territory today, and what names the person.
    #[must_use]
    pub fn territory(node: Id, person: Option<Id>) -> Scope {
        Scope { node: Some(node), person, everything: false }
    }
    /// Only what names the person.
    #[must_use]
    pub fn involved(person: Option<Id>) -> Scope {
        Scope { node: None, person, everything: false }
    }
    /// The scope narrowed to a node's territory, or nothing if the node lies outside.
    ///
    /// # Errors
    /// If the database fails.
    pub fn narrowed(&self, tx: &mut Tx<'_>, node: Id) -> Result<Scope> {
        let inside = self.has_org(tx, node)?;
        Ok(Scope { node: inside.then_some(node), person: None, everything: false })
    }
    /// Root of the territory, if there is one.
    #[must_use]
    pub fn node(&self) -> Option<Id> {
        self.node
    }
    /// Whether nothing is hidden.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.everything
    }

    /// Appends the condition that a record of `ledger` (alias `r`) is seen.
    pub fn restrict(&self, query: &mut Query<'_>, ledger: &Ledger, plan: Plan) {
        if self.everything {
            query.push("1 = 1");
            return;
        }
        query.push("(");
        match (self.node, plan) {
            (None, _) => query.push("1 = 0"),
            (Some(node), Plan::Walk) => {
                query.push("EXISTS (SELECT 1 FROM territory s WHERE s.org = r.org AND s.node = ");
                query.bind_int(node.0);
                query.push(")");
            }
            (Some(node), Plan::Gather) => {
                query.push("r.org IN (SELECT s.org FROM territory s WHERE s.node = ");
                query.bind_int(node.0);
                query.push(")");
            }
        }
        if let Some(person) = self.person {
            for field in ledger.involves {
                query.push(&format!(" OR r.{field} = "));
                query.bind_int(person.0);
            }
            if ledger.name == crate::ledger::declare::PEOPLE {
                query.push(" OR r.id = ");
                query.bind_int(person.0);
            }
        }
        query.push(")");
    }

    /// Appends ` AND …`: the organisation whose id stands in a column is seen.
    pub fn restrict_org(&self, query: &mut Query<'_>, column: &str) {
        match self.node {
            _ if self.everything => {}
            Some(node) => {
                query.push(&format!(" AND EXISTS (SELECT 1 FROM territory t WHERE t.org = {column} AND t.node = "));
                query.bind_int(node.0);
                query.push(")");
            }
            None => query.push(" AND 1 = 0"),
        }
    }

    /// Whether an organisation is seen.
    ///
    /// # Errors
    /// If the database fails.
    pub fn has_org(&self, tx: &mut Tx<'_>, org: Id) -> Result<bool> {
        if self.everything {
            return Ok(true);
        }
        let Some(node) = self.node else { return Ok(false) };
        let sql = "SELECT COUNT(*) FROM territory WHERE org = $1 AND node = $2";
        Ok(tx.number(sql, &[org.into(), node.into()])? > 0)
    }
}
