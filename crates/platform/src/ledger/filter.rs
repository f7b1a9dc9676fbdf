//! Conditions of a list, made into SQL that means the same on both engines. Values are parameters; names come from the
//! declaration.

use std::borrow::Cow;

use hangji_store::Id;

use super::declare::{Field, Kind, Ledger, Sensitivity};
use super::value::Value;
use crate::Result;
use crate::access::scope::{Plan, Scope};
use crate::query::Query;

/// A condition on a record; the number is the field's position. A field that is not filled in is no value: it "is not"
/// anything that is named, and lies in no range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// The field has this value; [`Value::Null`]: it is not filled in.
    Is(usize, Value),
    /// The field has another value or none; [`Value::Null`]: it is filled in.
    IsNot(usize, Value),
    /// The field has one of these values.
    AnyOf(usize, Vec<Value>),
    /// The field has none of these values.
    NoneOf(usize, Vec<Value>),
    /// The text contains this, whatever the case of its letters; of a sealed field: is this.
    Contains(usize, String),
    /// The text begins with this, whatever the case of its letters; of a sealed field: is this.
    Begins(usize, String),
    /// The day or number is at least this.
    AtLeast(usize, Value),
    /// The day or number is at most this.
    AtMost(usize, Value),
    /// The record belongs to this very organisation.
    Org(Id),
    /// The record is one of these: rows that somebody ticked.
    Records(Vec<Id>),
    /// The record names this person, or is them.
    Involves(Id),
}

/// What lists may ask of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Whether it is this very value. Masked fields are asked nothing else: they are not to be guessed letter by letter,
    /// and what stands in the database need not be in any order.
    Exact,
    /// What its text contains or begins with.
    Words,
    /// From where to where it lies.
    Range,
}

impl Asks {
    /// What lists may ask of a field.
    #[must_use]
    pub fn of(field: &Field) -> Asks {
        match field.kind {
            _ if field.sensitivity == Sensitivity::Masked => Asks::Exact,
            Kind::Choice(_) | Kind::YesNo | Kind::Record(_) | Kind::Phone | Kind::IdCard => Asks::Exact,
            Kind::Day | Kind::Whole(..) | Kind::Money(..) => Asks::Range,
            Kind::Text(_) | Kind::Long(_) | Kind::Code(_) => Asks::Words,
        }
    }
}

impl Filter {
    /// Appends ` AND …` for records under the alias `r`.
    ///
    /// # Errors
    /// If a field is sealed and no key is loaded.
    pub(super) fn push(&self, query: &mut Query<'_>, ledger: &Ledger) -> Result<()> {
        let name = |i: &usize| ledger.fields[*i].name;
        match self {
            Filter::Is(i, Value::Null) => query.push(&format!(" AND r.{} IS NULL", name(i))),
            Filter::IsNot(i, Value::Null) => query.push(&format!(" AND r.{} IS NOT NULL", name(i))),
            Filter::Is(i, v) => {
                query.push(&format!(" AND r.{}", name(i)));
                equals(query, ledger, name(i), v)?;
            }
            Filter::IsNot(i, v) => {
                query.push(&format!(" AND (r.{0} IS NULL OR NOT r.{0}", name(i)));
                equals(query, ledger, name(i), v)?;
                query.push(")");
            }
            Filter::AnyOf(_, values) if values.is_empty() => query.push(" AND 1 = 0"),
            Filter::AnyOf(i, values) => {
                query.push(&format!(" AND r.{} IN (", name(i)));
                bind_all(query, &forms(ledger, *i, values)?);
                query.push(")");
            }
            Filter::NoneOf(_, values) if values.is_empty() => {}
            Filter::NoneOf(i, values) => {
                query.push(&format!(" AND (r.{} IS NULL OR r.{} NOT IN (", name(i), name(i)));
                bind_all(query, &forms(ledger, *i, values)?);
                query.push("))");
            }
            Filter::Contains(i, text) | Filter::Begins(i, text) if ledger.fields[*i].is_encrypted() => {
                query.push(&format!(" AND r.{}", name(i)));
                equals(query, ledger, name(i), &text.as_str().into())?;
            }
            Filter::Contains(i, text) => like(query, name(i), &format!("%{}%", plain(text))),
            Filter::Begins(i, text) => like(query, name(i), &format!("{}%", plain(text))),
            Filter::AtLeast(i, v) => compare(query, name(i), ">=", v),
            Filter::AtMost(i, v) => compare(query, name(i), "<=", v),
            Filter::Org(id) => {
                query.push(" AND r.org = ");
                query.bind_int(id.0);
            }
            Filter::Involves(person) => {
                query.push(" AND ");
                Scope::involved(Some(*person)).restrict(query, ledger, Plan::Gather);
            }
            Filter::Records(ids) if ids.is_empty() => query.push(" AND 1 = 0"),
            Filter::Records(ids) => {
                let values: Vec<Value> = ids.iter().map(|id| Value::from(*id)).collect();
                query.push(" AND r.id IN (");
                bind_all(query, &values);
                query.push(")");
            }
        }
        Ok(())
    }
}

/// Appends ` = value` in the column's way: `IS NULL`, or for a sealed field any form it may be stored in.
///
/// # Errors
/// If the field is sealed and no key is loaded.
pub fn equals(query: &mut Query<'_>, ledger: &Ledger, column: &str, value: &Value) -> Result<()> {
    let at = ledger.position(column).filter(|i| ledger.fields[*i].is_encrypted());
    match (value, at) {
        (Value::Null, _) => query.push(" IS NULL"),
        (Value::Text(_), Some(i)) => {
            query.push(" IN (");
            bind_all(query, &forms(ledger, i, std::slice::from_ref(value))?);
            query.push(")");
        }
        _ => {
            query.push(" = ");
            bind(query, value);
        }
    }
    Ok(())
}

/// Every form in which values of a field may be stored.
fn forms<'v>(ledger: &Ledger, i: usize, values: &'v [Value]) -> Result<Cow<'v, [Value]>> {
    let field = &ledger.fields[i];
    if !field.is_encrypted() {
        return Ok(values.into());
    }
    let mut out = Vec::with_capacity(values.len() * 2);
    for value in values {
        match value {
            Value::Text(text) => {
                out.extend(ledger.encryption.forms(&[ledger.name, field.name], text)?.into_iter().map(Value::from));
            }
            other => out.push(other.clone()),
        }
    }
    Ok(out.into())
}

fn compare(query: &mut Query<'_>, name: &str, sign: &str, value: &Value) {
    query.push(&format!(" AND r.{name} {sign} "));
    bind(query, value);
}

fn bind(query: &mut Query<'_>, value: &Value) {
    match value {
        Value::Null => query.push("NULL"),
        Value::Int(i) => query.bind_int(*i),
        Value::Text(s) => query.bind_text(s.to_string()),
    }
}

fn bind_all(query: &mut Query<'_>, values: &[Value]) {
    for (i, value) in values.iter().enumerate() {
        if i > 0 {
            query.push(", ");
        }
        bind(query, value);
    }
}

/// Both sides are folded by the engine: it would not find what another hand folded its own way.
fn like(query: &mut Query<'_>, name: &str, pattern: &str) {
    query.push(&format!(" AND lower(r.{name}) LIKE lower("));
    query.bind_text(pattern.to_owned());
    query.push(") ESCAPE '\\'");
}

/// A text without the marks that mean something in a pattern.
pub(super) fn plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
