//! What refers to records that are to go out of force. The refusal counts what its reader sees, and of the rest tells
//! only that there is some: how much another territory keeps, and in which ledgers, is its own affair.

use hangji_store::{Id, Tx};

use super::declare::{Kind, Ledger};
use crate::access::MayWrite;
use crate::access::scope::Plan;
use crate::query::Query;
use crate::refusal::{Message, Refusal};
use crate::{Result, System};

/// The records that are to go.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Going {
    /// One of them.
    Record(Id),
    /// All that an import added.
    Import(Id),
}

impl Going {
    fn list(self, query: &mut Query<'_>) {
        match self {
            Going::Record(id) => {
                query.push("(");
                query.bind_int(id.0);
                query.push(")");
            }
            Going::Import(batch) => {
                query.push("(SELECT record FROM journal WHERE batch = ");
                query.bind_int(batch.0);
                query.push(" AND act = 'add')");
            }
        }
    }
}

/// Refuses while records in force that stay refer to those that are to go.
///
/// # Errors
/// The refusal; a fault of the database.
pub(crate) fn by_nothing(tx: &mut Tx<'_>, sys: &System, may: &MayWrite<'_>, going: Going) -> Result<()> {
    let mut seen: Vec<(&Ledger, i64)> = Vec::new();
    let mut hidden = false;
    for other in &sys.ledgers {
        let refers = |kind: Kind| matches!(kind, Kind::Record(to) if to == may.ledger.name);
        let owns = (may.ledger.is_tree && !other.is_tree).then_some("org");
        for column in other.fields.iter().filter(|f| refers(f.kind)).map(|f| f.name).chain(owns) {
            let all = count(tx, None, other, column, going)?;
            let mine = if all > 0 && may.sees(other.name) { count(tx, Some(may), other, column, going)? } else { 0 };
            hidden |= mine < all;
            if mine > 0 {
                seen.push((other, mine));
            }
        }
    }
    if seen.is_empty() && !hidden { Ok(()) } else { Err(Refusal::Conflict(message(&seen, hidden)).into()) }
}

fn count(tx: &mut Tx<'_>, within: Option<&MayWrite<'_>>, other: &Ledger, column: &str, going: Going) -> Result<i64> {
    let mut query = Query::new(&format!("SELECT COUNT(*) FROM {} r WHERE r.state = 0 AND r.{column} IN ", other.name));
    going.list(&mut query);
    query.push(" AND r.id NOT IN ");
    going.list(&mut query);
    if let Some(may) = within {
        query.push(" AND ");
        may.scope().restrict(&mut query, other, Plan::Walk);
    }
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
