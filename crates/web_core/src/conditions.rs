//! Conditions of a list as its address spells them: `field.op=value`, with short forms for the usual ones (`note=…`,
//! `on_day_from=…`, `money_min=…`). Read into what the platform filters by, and told in words.

use hangji_platform::ledger::filter::{Asks, Filter};
use hangji_platform::ledger::input::{read_text, resolve};
use hangji_platform::ledger::{Field, Kind, Ledger, Sensitivity, Value, suggest};
use hangji_platform::tree::ORGANISATIONS;
use hangji_platform::{Message, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::{tr, tr_args};

use crate::request::{Params, RequestCx};
use crate::words::message;

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Is this very value.
    Is,
    /// Is not.
    Not,
    /// Is one of several.
    In,
    /// Is none of several.
    NotIn,
    /// Contains this text.
    Has,
    /// Begins with it.
    Begins,
    /// Not before, not less.
    From,
    /// Not after, not more.
    To,
    /// `yes`: not filled in; `no`: filled in.
    Empty,
}

impl Op {
    /// As it is spelled behind the field's name.
    pub fn code(self) -> &'static str {
        match self {
            Op::Is => "is",
            Op::Not => "not",
            Op::In => "in",
            Op::NotIn => "not_in",
            Op::Has => "has",
            Op::Begins => "begins",
            Op::From => "from",
            Op::To => "to",
            Op::Empty => "empty",
        }
    }

    /// What fits a field.
    pub fn of(field: &Field) -> &'static [Op] {
        match (field.kind, Asks::of(field)) {
            _ if field.sensitivity == Sensitivity::Masked => &[Op::Is, Op::Empty],
            (Kind::Choice(_), _) => &[Op::In, Op::NotIn, Op::Is, Op::Not, Op::Empty],
            (Kind::YesNo, _) => &[Op::Is, Op::Empty],
            (_, Asks::Words) => &[Op::Has, Op::Begins, Op::Is, Op::Not, Op::Empty],
            (_, Asks::Range) => &[Op::From, Op::To, Op::Is, Op::Not, Op::Empty],
            (_, Asks::Exact) => &[Op::Is, Op::Not, Op::Empty],
        }
    }
}

/// The short forms of a field's usual conditions: what stands behind its name, and what it means.
fn short_forms(field: &Field) -> &'static [(&'static str, Op)] {
    match (field.kind, Asks::of(field)) {
        (_, Asks::Words) => &[("", Op::Has)],
        (Kind::Day, Asks::Range) => &[("_from", Op::From), ("_to", Op::To)],
        (_, Asks::Range) => &[("_min", Op::From), ("_max", Op::To)],
        (_, Asks::Exact) => &[("", Op::Is)],
    }
}

/// What an address asks of a field.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The field's position.
    pub at: usize,
    /// How it compares.
    pub op: Op,
    /// The parameter's name.
    pub name: String,
    /// With what; several for [`Op::In`] and [`Op::NotIn`], and where `is` is given more than once.
    pub values: Vec<String>,
}

/// Whether lists may be filtered by a field: what is masked may not be guessed by those who have no need of it.
pub fn may_search(rcx: &RequestCx<'_>, ledger: &Ledger, field: &Field) -> bool {
    field.sensitivity != Sensitivity::Masked || rcx.viewer.may_unmask(ledger.name)
}

/// The field and the comparison that a parameter names.
pub fn named(rcx: &RequestCx<'_>, ledger: &Ledger, name: &str) -> Option<(usize, Op)> {
    ledger.fields.iter().enumerate().find_map(|(i, field)| {
        let ending = name.strip_prefix(field.name).filter(|_| may_search(rcx, ledger, field))?;
        let short = short_forms(field).iter().find(|(e, _)| *e == ending).map(|(_, op)| *op);
        let long = || Op::of(field).iter().copied().find(|op| ending.strip_prefix('.') == Some(op.code()));
        short.or_else(long).map(|op| (i, op))
    })
}

/// The parameters of a field, for the message that tells them: `note`, `note.has|begins|is|not|empty`.
pub(crate) fn spellings(field: &Field) -> Vec<String> {
    let short = short_forms(field).iter().map(|(ending, _)| format!("{}{ending}", field.name));
    let ops: Vec<&str> = Op::of(field).iter().map(|op| op.code()).collect();
    short.chain([format!("{}.{}", field.name, ops.join("|"))]).collect()
}

/// The parameters of a field, one by one: each comparison under its shortest name.
pub fn parameters(field: &Field) -> Vec<(String, Op)> {
    let short = short_forms(field);
    let long = Op::of(field).iter().filter(|op| short.iter().all(|(_, known)| known != *op));
    let long = long.map(|op| (format!("{}.{}", field.name, op.code()), *op));
    short.iter().map(|(ending, op)| (format!("{}{ending}", field.name), *op)).chain(long).collect()
}

/// The conditions of a query, in its order; blank ones are none.
pub fn of(rcx: &RequestCx<'_>, ledger: &Ledger, params: &Params) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::new();
    for (name, value) in &params.0 {
        let value = value.trim();
        let Some((at, op)) = named(rcx, ledger, name).filter(|_| !value.is_empty()) else { continue };
        let several = matches!(op, Op::Is | Op::In | Op::NotIn);
        match out.iter_mut().find(|c| several && c.name == *name) {
            Some(known) => known.values.push(value.to_owned()),
            None => out.push(Condition { at, op, name: name.clone(), values: vec![value.to_owned()] }),
        }
    }
    out
}

impl Condition {
    /// As the platform filters.
    pub fn filter(&self, tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger) -> Result<Filter> {
        let (i, field) = (self.at, &ledger.fields[self.at]);
        let text = || self.values.first().cloned().unwrap_or_default();
        match self.op {
            Op::Has => return Ok(Filter::Contains(i, text())),
            Op::Begins => return Ok(Filter::Begins(i, text())),
            Op::Empty => {
                return match text().as_str() {
                    "yes" => Ok(Filter::Is(i, Value::Null)),
                    "no" => Ok(Filter::IsNot(i, Value::Null)),
                    _ => Err(bad_value(&self.name, &message("condition-yes-or-no", &[]))),
                };
            }
            _ => {}
        }
        let mut values = Vec::with_capacity(self.values.len());
        for text in &self.values {
            values.push(match field.kind {
                Kind::Record(other) => reference(tx, rcx, &self.name, other, text)?.into(),
                // Programs write money in fen, people in yuan.
                Kind::Money(..) if rcx.head.api && text.parse::<i64>().is_ok() => text.parse::<i64>()?.into(),
                _ => read_text(field, text).map_err(|why| bad_value(&self.name, &why))?,
            });
        }
        let one = values.first().cloned().unwrap_or_default();
        Ok(match self.op {
            Op::Not => Filter::IsNot(i, one),
            Op::In => Filter::AnyOf(i, values),
            Op::NotIn => Filter::NoneOf(i, values),
            Op::From => Filter::AtLeast(i, one),
            Op::To => Filter::AtMost(i, one),
            _ if values.len() > 1 => Filter::AnyOf(i, values),
            _ => Filter::Is(i, one),
        })
    }

    /// In words: "Purpose is one of: policy, help".
    pub fn words(&self, tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger) -> Result<String> {
        let field = &ledger.fields[self.at];
        let mut values = Vec::with_capacity(self.values.len());
        for text in &self.values {
            values.push(value_words(tx, rcx, field, text)?);
        }
        let value = values.join(&tr(rcx.lang, "list-comma"));
        let key = match self.op {
            Op::Is if values.len() < 2 => "condition-is",
            Op::Not => "condition-not",
            Op::Is | Op::In => "condition-in",
            Op::NotIn => "condition-not-in",
            Op::Has => "condition-has",
            Op::Begins => "condition-begins",
            Op::From => "condition-from",
            Op::To => "condition-to",
            Op::Empty if self.values.first().is_some_and(|v| v == "yes") => "condition-empty",
            Op::Empty => "condition-filled",
        };
        let title = rcx.t(field.title);
        if self.op == Op::Empty {
            return Ok(tr_args(rcx.lang, key, &[("field", title.into())]));
        }
        Ok(tr_args(rcx.lang, key, &[("field", title.into()), ("value", (&value).into())]))
    }
}

/// What somebody gave as a field's value, in words.
pub fn value_words(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, field: &Field, text: &str) -> Result<String> {
    Ok(match field.kind {
        Kind::Choice(choices) => {
            choices.iter().find(|c| c.code == text).map_or_else(|| text.to_owned(), |c| rcx.t(c.term).to_owned())
        }
        Kind::YesNo if text == "yes" => tr(rcx.lang, "yes").into_owned(),
        Kind::YesNo if text == "no" => tr(rcx.lang, "no").into_owned(),
        Kind::Record(other) => match text.parse::<Id>() {
            // Whoever made the address may see more than whoever follows it: names are told within the scope only, and of
            // ledgers that are read; organisations everybody knows from the tree.
            Ok(id) if other == ORGANISATIONS || rcx.viewer.reads(other) => {
                let found = suggest::among(tx, rcx.sys, &rcx.scope, rcx.sys.ledger(other)?, &[id])?;
                found.into_iter().next().map_or_else(|| text.to_owned(), |s| s.text)
            }
            _ => text.to_owned(),
        },
        _ => text.to_owned(),
    })
}

/// A value that does not fit its parameter.
pub fn bad_value(name: &str, why: &Message) -> anyhow::Error {
    let mut message = message("bad-value", &[("name", name.into())]);
    message.zh.push_str(&why.zh);
    message.en.push_str(&why.en);
    Refusal::BadRequest(message).into()
}

/// The record that a condition names: by id, which costs nothing, else by code or name.
fn reference(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, name: &str, other: &'static str, text: &str) -> Result<Id> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let own = rcx.scope.node().unwrap_or_default();
    let found = resolve(tx, rcx.sys, &rcx.scope, other, text, own)?;
    found.map_err(|why| bad_value(name, &why))
}
