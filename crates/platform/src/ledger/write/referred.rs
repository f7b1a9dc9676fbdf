//! What still refers to records that have gone out of force. The refusal counts what its reader sees, and of the rest tells
//! only that there is some: how much another territory keeps, and in which ledgers, is its own affair.

use hangji_store::{Id, Tx, V};

use super::Writer;
use crate::access::scope::Plan;
use crate::access::{Scope, Viewer};
use crate::ledger::declare::{Kind, Ledger};
use crate::query::Query;
use crate::refusal::{Message, Refusal};
use crate::{Result, System};

/// Above this many ids a temporary table is cheaper than a list.
const FEW: usize = 16;

impl Writer<'_> {
    /// Refuses a write that takes records out of force to which others in force refer.
    pub(super) fn check_referred(&self, tx: &mut Tx<'_>, sys: &System) -> Result<()> {
        for (ledger, gone) in &self.withdrawn {
            by_nothing(tx, sys, self.authority.viewer(), ledger, gone)?;
        }
        Ok(())
    }
}

fn by_nothing(tx: &mut Tx<'_>, sys: &System, viewer: Option<&Viewer>, ledger: &Ledger, gone: &[Id]) -> Result<()> {
    if gone.len() > FEW {
        tx.batch("CREATE TEMPORARY TABLE IF NOT EXISTS withdrawn (id BIGINT PRIMARY KEY)")?;
        tx.run("DELETE FROM withdrawn", &[])?;
        tx.bulk("withdrawn", &["id"], "i", gone.iter().map(|id| vec![V::Int(id.0)]))?;
    }
    let mut seen: Vec<(&Ledger, i64)> = Vec::new();
    let mut hidden = false;
    for other in &sys.ledgers {
        let refers = |kind: Kind| matches!(kind, Kind::Record(to) if to == ledger.name);
        let owns = (ledger.is_tree && !other.is_tree).then_some("org");
        for column in other.fields.iter().filter(|f| refers(f.kind)).map(|f| f.name).chain(owns) {
            let all = count(tx, &Scope::everything(), other, column, gone)?;
            let mine = match viewer {
                Some(viewer) if all > 0 && viewer.reads(other.name) => count(tx, &viewer.scope(), other, column, gone)?,
                Some(_) => 0,
                None => all,
            };
            hidden |= mine < all;
            if mine > 0 {
                seen.push((other, mine));
            }
        }
    }
    if seen.is_empty() && !hidden { Ok(()) } else { Err(Refusal::Conflict(message(&seen, hidden)).into()) }
}

fn count(tx: &mut Tx<'_>, within: &Scope, other: &Ledger, column: &str, gone: &[Id]) -> Result<i64> {
    let mut query = Query::new(&format!("SELECT COUNT(*) FROM {} r WHERE r.state = 0 AND r.{column} IN (", other.name));
    if gone.len() > FEW {
        query.push("SELECT id FROM withdrawn");
    } else {
        query.bind_ids(gone.iter().copied());
    }
    query.push(") AND ");
    within.restrict(&mut query, other, Plan::Walk);
    tx.number(query.text(), &query.params())
}

fn message(seen: &[(&Ledger, i64)], hidden: bool) -> Message {
    let mut zh: Vec<String> = seen.iter().map(|(l, n)| format!("{}{n}条", l.title.zh)).collect();
    let mut en: Vec<String> = seen.iter().map(|(l, n)| format!("{n} of {}", l.title.en)).collect();
    if hidden {
        zh.push("还有您看不到的记录".to_owned());
        en.push("and some that you may not see".to_owned());
    }
    Message::new(
        format!("仍有记录引用它：{}。先处理这些记录", zh.join("、")),
        format!("records refer to it: {}. Mend those first", en.join(", ")),
    )
}
