//! Lists of records: filtered, sorted, paged, counted, totalled, and always within a scope.

use std::sync::PoisonError;

use hangji_store::{Id, Tx};

pub use super::counted::{Counted, Totals};
use super::declare::{Field, Kind, Ledger, Sensitivity};
pub use super::filter::Filter;
use super::filter::equals;
pub use super::line::{Line, masked, shown};
use super::value::Value;
use super::{naming, rows};
use crate::access::scope::{Plan, Scope};
use crate::figures::Period;
use crate::query::Query;
use crate::{Result, System, tree};

/// Which records are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Conditions, all of them.
    pub filters: Vec<Filter>,
    /// Only records whose day lies in it.
    pub period: Option<Period>,
    /// Only records that belong to this node's territory.
    pub node: Option<Id>,
    /// Whether those in force are meant, withdrawn ones, or both.
    pub states: States,
    /// Position of the field to sort by, and whether downwards; else by day, newest first.
    pub sort: Option<(usize, bool)>,
    /// The columns of a file made of them: the organisation (none) and fields by position; without a choice, all.
    pub columns: Option<Vec<Option<usize>>>,
}

/// Which records of a list are meant by whether they are in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum States {
    /// Those in force.
    #[default]
    InForce,
    /// Those that were withdrawn.
    Withdrawn,
    /// Both.
    All,
}

const REMEMBERED: usize = 4096;
/// Rough counts are taken anew after so many journal entries.
const ROUGH: i64 = 10_000;

/// Counts and totals of what is wanted.
///
/// # Errors
/// If the database fails.
pub fn totals(tx: &mut Tx<'_>, sys: &System, scope: &Scope, ledger: &Ledger, wanted: &Wanted) -> Result<Totals> {
    // The hash of the last entry that can have changed the answer: no two states of any database share it.
    let stamp = tx.first(
        "SELECT hash FROM journal WHERE seq = (SELECT MAX(seq) FROM ledger_head WHERE ledger IN ($1, $2, $3))",
        &[ledger.name.into(), tree::ORGANISATIONS.into(), tree::CHANGES.into()],
        |r| Ok(i64::from_le_bytes(r.blob(0)?[..8].try_into()?)),
    )?;
    let fields: Vec<&Field> = ledger.fields.iter().filter(|f| f.totalled).collect();
    counted(tx, sys, scope, ledger, wanted, Some(&fields), stamp.unwrap_or(0))
}

/// Counts what is wanted, with the sums of fields, or (`None`) roughly, for planning; remembered under a stamp.
fn counted(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    wanted: &Wanted,
    fields: Option<&[&Field]>,
    stamp: i64,
) -> Result<Totals> {
    let fields_of = fields.unwrap_or_default();
    let sums: String = fields_of.iter().map(|f| format!(", CAST(COALESCE(SUM(r.{}), 0) AS BIGINT)", f.name)).collect();
    let mut query = Query::new(&format!("SELECT COUNT(*){sums} FROM {} r WHERE ", ledger.name));
    conditions(&mut query, scope, ledger, wanted, Plan::Gather)?;
    let key = (query.fingerprint(), fields.is_some());
    let known = || sys.counted.known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, totals)) = known().get(&key).filter(|(s, _)| *s == stamp) {
        return Ok(totals.clone());
    }
    let found = tx.first(query.text(), &query.params(), |r| {
        let sums = (0..fields_of.len()).map(|i| r.int(1 + i)).collect::<Result<_>>()?;
        Ok(Totals { count: r.int(0)?, sums })
    })?;
    let found = found.unwrap_or(Totals { count: 0, sums: vec![0; fields_of.len()] });
    let mut known = known();
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(key, (stamp, found.clone()));
    Ok(found)
}

/// How to look for the first `reach` records of a list that has `found`.
fn plan(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    wanted: &Wanted,
    found: i64,
    reach: i64,
) -> Result<Plan> {
    if wanted.sort.is_some() || scope.is_everything() && wanted.node.is_none() {
        return Ok(if wanted.sort.is_some() { Plan::Gather } else { Plan::Walk });
    }
    let stamp = crate::journal::head(tx)?.0 / ROUGH;
    let wide = Wanted { filters: Vec::new(), sort: None, node: None, ..wanted.clone() };
    let all = counted(tx, sys, &Scope::everything(), ledger, &wide, None, stamp)?.count;
    let narrow = Wanted { node: wanted.node, ..wide };
    let here = counted(tx, sys, scope, ledger, &narrow, None, stamp)?.count;
    Ok(Plan::weigh(reach, found, here, all))
}

/// [`plan`] where nobody asked how many there are: the filtered records are counted roughly, and seldom anew.
pub(super) fn plan_unknown(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    wanted: &Wanted,
    reach: i64,
) -> Result<Plan> {
    let stamp = crate::journal::head(tx)?.0 / ROUGH;
    let found = if wanted.sort.is_some() || scope.is_everything() && wanted.node.is_none() {
        0
    } else {
        counted(tx, sys, scope, ledger, wanted, None, stamp)?.count
    };
    plan(tx, sys, scope, ledger, wanted, found, reach)
}

/// The wanted records from `skip` on, at most `take`. `count` is what [`totals`] told: it decides how to look.
///
/// # Errors
/// If the database fails.
#[expect(clippy::too_many_arguments, reason = "where, who, what, and which stretch of it")]
pub fn lines(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    wanted: &Wanted,
    count: i64,
    skip: i64,
    take: i64,
) -> Result<Vec<Line>> {
    let mut query = select(sys, ledger)?;
    query.push(" WHERE ");
    let plan = plan(tx, sys, scope, ledger, wanted, count, skip + take)?;
    conditions(&mut query, scope, ledger, wanted, plan)?;
    order(&mut query, ledger, wanted);
    query.push(" LIMIT ");
    query.bind_int(take);
    query.push(" OFFSET ");
    query.bind_int(skip);
    tx.all(query.text(), &query.params(), |r| line(ledger, r))
}

/// Calls `f` with every wanted record, in order, without holding them.
///
/// # Errors
/// If the database fails or `f` does.
pub fn each(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    wanted: &Wanted,
    mut f: impl FnMut(Line) -> Result<()>,
) -> Result<()> {
    let mut query = select(sys, ledger)?;
    query.push(" WHERE ");
    conditions(&mut query, scope, ledger, wanted, Plan::Gather)?;
    order(&mut query, ledger, wanted);
    tx.each(query.text(), &query.params(), |r| f(line(ledger, r)?))
}

/// One record within a scope.
///
/// # Errors
/// If the database fails.
pub fn one(tx: &mut Tx<'_>, sys: &System, scope: &Scope, ledger: &Ledger, id: Id) -> Result<Option<Line>> {
    let mut query = select(sys, ledger)?;
    query.push(" WHERE r.id = ");
    query.bind_int(id.0);
    query.push(" AND ");
    scope.restrict(&mut query, ledger, Plan::Walk);
    tx.first(query.text(), &query.params(), |r| line(ledger, r))
}

/// The record in force within a scope that has the natural key of some values; none for ledgers without one.
///
/// # Errors
/// If the database fails.
pub fn same_key(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    org: Id,
    values: &[Value],
) -> Result<Option<Line>> {
    if ledger.key.is_empty() {
        return Ok(None);
    }
    let mut query = select(sys, ledger)?;
    query.push(" WHERE r.state = 0 AND ");
    scope.restrict(&mut query, ledger, Plan::Walk);
    for name in ledger.key {
        let value = ledger.position(name).map_or(org.into(), |i| values[i].clone());
        query.push(&format!(" AND r.{name}"));
        equals(&mut query, ledger, name, &value)?;
    }
    tx.first(query.text(), &query.params(), |r| line(ledger, r))
}

/// What a record is called where another one refers to it, whoever asks: for references in a record already seen.
///
/// # Errors
/// If the database fails.
pub fn called(tx: &mut Tx<'_>, sys: &System, ledger: &Ledger, id: Id) -> Result<Option<String>> {
    let (table, name) =
        if ledger.is_tree { ("org", "r.name".to_owned()) } else { (ledger.name, naming::sql(sys, ledger, "r")?) };
    let sql = format!("SELECT {name} FROM {table} r WHERE r.id = $1");
    Ok(tx.first(&sql, &[id.into()], |r| Ok(r.opt_text(0)?.map(str::to_owned)))?.flatten())
}

/// `SELECT` of lines up to the `WHERE`. What a record refers to is joined from the left, so that the record leads.
pub(super) fn select<'q>(sys: &System, ledger: &Ledger) -> Result<Query<'q>> {
    let mut columns = format!("SELECT {}, n.code, n.name", rows::columns(ledger, "r"));
    let mut joins = format!(" FROM {} r LEFT JOIN org n ON n.id = r.org", ledger.name);
    for (i, field) in ledger.fields.iter().enumerate() {
        if let Kind::Record(other) = field.kind {
            // Organisations are called what they are called today, not when they were set up.
            let alias = format!("f{i}");
            let (table, name, code) = match other {
                tree::ORGANISATIONS => ("org", format!("{alias}.name"), Some("code")),
                _ => {
                    let ledger = sys.ledger(other)?;
                    // A left join that finds nothing must not leave the gaps of a name made of parts.
                    let name = format!(
                        "CASE WHEN {alias}.id IS NULL THEN NULL ELSE {} END",
                        naming::sql(sys, ledger, &alias)?
                    );
                    (other, name, naming::code(ledger))
                }
            };
            let code = code.map_or_else(|| "NULL".to_owned(), |code| format!("{alias}.{code}"));
            columns.push_str(&format!(", {name}, CAST({code} AS TEXT)"));
            joins.push_str(&format!(" LEFT JOIN {table} f{i} ON f{i}.id = r.{}", field.name));
        }
    }
    Ok(Query::new(&(columns + &joins)))
}

pub(super) fn line(ledger: &Ledger, r: &hangji_store::Row<'_>) -> Result<Line> {
    let record = rows::record(ledger, r)?;
    let mut column = super::schema::FIXED.len() + ledger.fields.len();
    let mut text = |r: &hangji_store::Row<'_>| -> Result<Option<String>> {
        column += 1;
        Ok(r.opt_text(column - 1)?.map(str::to_owned))
    };
    let (org_code, org_name) = (text(r)?.unwrap_or_default(), text(r)?.unwrap_or_default());
    let (mut names, mut codes) = (vec![None; ledger.fields.len()], vec![None; ledger.fields.len()]);
    for (i, field) in ledger.fields.iter().enumerate() {
        if matches!(field.kind, Kind::Record(_)) {
            (names[i], codes[i]) = (text(r)?, text(r)?);
            if let (None, Value::Int(id)) = (&codes[i], &record.values[i]) {
                codes[i] = Some(Id(*id).to_string());
            }
        }
    }
    Ok(Line { record, org_code, org_name, names, codes })
}

pub(super) fn order(query: &mut Query<'_>, ledger: &Ledger, wanted: &Wanted) {
    let Some((at, down)) = sorted_by(ledger, wanted) else { return query.push(" ORDER BY r.id") };
    let (field, direction) = (&ledger.fields[at], if down { "DESC" } else { "ASC" });
    // Said only where there may be any, for an index serves one order of nulls.
    let nulls = if wanted.sort.is_none() && never_null(field) { "" } else { " NULLS LAST" };
    query.push(&format!(" ORDER BY r.{} {direction}{nulls}, r.id {direction}", field.name));
}

/// The field by which a list is sorted, and whether downwards; none where it is sorted by id.
pub(super) fn sorted_by(ledger: &Ledger, wanted: &Wanted) -> Option<(usize, bool)> {
    wanted.sort.or_else(|| Some((ledger.position(ledger.dated?)?, true)))
}

/// Whether every record holds something in a field: what is required, unless it may be erased.
pub(super) fn never_null(field: &Field) -> bool {
    field.required && field.sensitivity == Sensitivity::Open
}

pub(super) fn conditions(
    query: &mut Query<'_>,
    scope: &Scope,
    ledger: &Ledger,
    wanted: &Wanted,
    plan: Plan,
) -> Result<()> {
    query.push(match wanted.states {
        States::InForce => "r.state = 0 AND ",
        States::Withdrawn => "r.state = 1 AND ",
        States::All => "",
    });
    scope.restrict(query, ledger, plan);
    if let Some(node) = wanted.node {
        query.push(" AND ");
        Scope::territory(node, None).restrict(query, ledger, plan);
    }
    if let (Some(period), Some(day)) = (wanted.period, ledger.dated) {
        query.push(&format!(" AND r.{day} >= "));
        query.bind_text(period.first.to_string());
        query.push(&format!(" AND r.{day} <= "));
        query.bind_text(period.last.to_string());
    }
    for filter in &wanted.filters {
        filter.push(query, ledger)?;
    }
    Ok(())
}
