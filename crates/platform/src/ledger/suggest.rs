//! What may be meant by a few letters: records of a ledger that somebody could refer to, always within their scope.

use hangji_store::{Id, Tx};

use super::declare::Ledger;
use super::filter::plain;
use super::naming;
use crate::access::scope::{Plan, Scope};
use crate::query::Query;
use crate::{Result, System, tree};

/// A record that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its id.
    pub id: Id,
    /// What a form takes for it: `name（code）`, or the code alone.
    pub text: String,
    /// The organisation it belongs to; for an organisation, the one above.
    pub place: String,
}

/// Records in force whose name contains, or whose code begins with, a text (all of them if it is empty), by name, or the
/// newest first where they go by no code; at most `take`.
///
/// # Errors
/// If the database fails.
pub fn matching(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    text: &str,
    take: i64,
) -> Result<Vec<Suggestion>> {
    let source = Source::of(sys, ledger)?;
    let mut query = source.select(scope, ledger);
    let text = text.trim();
    if !text.is_empty() {
        query.push(&format!(" AND (lower({}) LIKE lower(", source.name));
        query.bind_text(format!("%{}%", plain(text)));
        query.push(&format!(") ESCAPE '\\' OR lower({}) LIKE lower(", source.code));
        query.bind_text(format!("{}%", plain(text)));
        query.push(") ESCAPE '\\')");
    }
    match ledger.dated.filter(|_| naming::code(ledger).is_none()) {
        Some(day) => query.push(&format!(" ORDER BY r.{day} DESC, r.id DESC LIMIT ")),
        None => query.push(&format!(" ORDER BY {}, r.id LIMIT ", source.name)),
    }
    query.bind_int(take);
    read(tx, &query)
}

/// Those of some records that the scope sees in force, in the order of `ids`.
///
/// # Errors
/// If the database fails.
pub fn among(tx: &mut Tx<'_>, sys: &System, scope: &Scope, ledger: &Ledger, ids: &[Id]) -> Result<Vec<Suggestion>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Source::of(sys, ledger)?.select(scope, ledger);
    query.push(" AND r.id IN (");
    query.bind_ids(ids.iter().copied());
    query.push(")");
    let mut found = read(tx, &query)?;
    found.sort_by_key(|s| ids.iter().position(|id| *id == s.id));
    Ok(found)
}

/// Where the words of a ledger's records stand.
struct Source {
    name: String,
    code: String,
    place: &'static str,
}

impl Source {
    fn of(sys: &System, ledger: &Ledger) -> Result<Source> {
        if ledger.name == tree::ORGANISATIONS {
            // Organisations go by today's name, not by that of their set-up.
            return Ok(Source { name: "n.name".into(), code: "n.code".into(), place: "n.parent" });
        }
        let code = format!("CAST(r.{} AS TEXT)", naming::code(ledger).unwrap_or("id"));
        Ok(Source { name: naming::sql(sys, ledger, "r")?, code, place: "r.org" })
    }

    fn select<'q>(&self, scope: &Scope, ledger: &Ledger) -> Query<'q> {
        let mut query = Query::new(&format!(
            "SELECT r.id, {}, {}, p.name FROM {} r LEFT JOIN org n ON n.id = r.id LEFT JOIN org p ON p.id = {}
             WHERE r.state = 0 AND ",
            self.name, self.code, ledger.name, self.place
        ));
        scope.restrict(&mut query, ledger, Plan::Walk);
        query
    }
}

fn read(tx: &mut Tx<'_>, query: &Query<'_>) -> Result<Vec<Suggestion>> {
    tx.all(query.text(), &query.params(), |r| {
        let id = r.id(0)?;
        let name = r.opt_text(1)?.unwrap_or_default();
        // Without a code of its own a record goes by its id.
        let code = match r.opt_text(2)?.unwrap_or_default() {
            code if code == id.0.to_string() => id.to_string(),
            code => code.to_owned(),
        };
        let text = if name.is_empty() || name == code { code } else { format!("{name}（{code}）") };
        Ok(Suggestion { id, text, place: r.opt_text(3)?.unwrap_or_default().to_owned() })
    })
}
