//! Finding within a scope. The one predicate is part of the statement that finds, before anything is counted or cut off,
//! and only documents made from the record's present state count: an index that lags behind finds less, never what is no
//! longer so, withdrawn, erased or out of sight.

use hangji_store::{Id, Tx};

use super::engine;
use super::words::Question;
use crate::access::scope::{Plan, Scope};
use crate::ledger::Ledger;
use crate::query::Query;
use crate::{Result, System};

/// Of so many records the best are sought and counted; a question that finds more needs another word.
pub const MOST: i64 = 2_000;

/// What was found in a ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many records there are; [`MOST`] + 1 stands for more.
    pub count: i64,
    /// The records asked for, best first.
    pub records: Vec<Id>,
}

/// The records of a ledger that a question finds within a scope: those with this very code first, then this very name,
/// then a code or name that begins so, then the others; from `skip` on, at most `take`. The caller has seen that the
/// viewer may read the ledger.
///
/// # Errors
/// If the database fails.
pub fn in_ledger(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    question: &Question,
    skip: i64,
    take: i64,
) -> Result<Found> {
    let Some(number) = sys.ledgers.iter().position(|l| l.name == ledger.name) else { return Ok(Found::default()) };
    let mut query = Query::new("SELECT COUNT(*) FROM (SELECT 1 AS found");
    candidates(&mut query, tx, scope, ledger, number, question);
    query.push(" LIMIT ");
    query.bind_int(MOST + 1);
    query.push(") x");
    let count = tx.number(query.text(), &query.params())?;
    if count == 0 || take == 0 {
        return Ok(Found { count, records: Vec::new() });
    }
    let mut query = Query::new("SELECT x.record FROM (SELECT d.id, d.record, d.code, d.name, CASE WHEN d.code = ");
    query.bind_text(question.whole().to_owned());
    query.push(" THEN 0 WHEN d.name = ");
    query.bind_text(question.whole().to_owned());
    query.push(" THEN 1 WHEN d.code LIKE ");
    let start = format!("{}%", question.whole());
    query.bind_text(start.clone());
    query.push(" OR d.name LIKE ");
    query.bind_text(start.clone());
    query.push(" OR d.sound LIKE ");
    query.bind_text(start);
    query.push(" THEN 2 ELSE 3 END AS rank");
    candidates(&mut query, tx, scope, ledger, number, question);
    query.push(" ORDER BY w.rowid DESC LIMIT ");
    query.bind_int(MOST);
    query.push(") x ORDER BY x.rank, x.code, x.name, x.id DESC LIMIT ");
    query.bind_int(take);
    query.push(" OFFSET ");
    query.bind_int(skip);
    let records = tx.all(query.text(), &query.params(), |r| r.id(0))?;
    Ok(Found { count, records })
}

/// `FROM … WHERE …`: the documents that hold the question, of records as they stand, within the scope. The joins are
/// written so that SQLite keeps their order: it starts from the words.
fn candidates(query: &mut Query<'_>, tx: &Tx<'_>, scope: &Scope, ledger: &Ledger, number: usize, question: &Question) {
    query.push(&format!(
        " FROM search_words w CROSS JOIN search_doc d CROSS JOIN {} r
          WHERE d.id = w.rowid AND r.id = d.record AND r.entry = d.entry AND r.state = 0 AND ",
        ledger.name
    ));
    engine::holds(query, tx.engine(), number, question);
    query.push(" AND ");
    scope.restrict(query, ledger, Plan::Walk);
}
