//! Lists from addresses: the query of a list read into what is wanted, and lines written as rows of a table. The page,
//! the export and the API read the same query the same way.

use hangji_pages::parts::{Col, Td};
use hangji_pages::{Lang, html};
use hangji_platform::access::Scope;
use hangji_platform::figures::Period;
use hangji_platform::import::cells::read_text;
use hangji_platform::import::names::Names;
use hangji_platform::ledger::list::{Filter, Line, Wanted, shown};
use hangji_platform::ledger::{Field, Kind, Ledger, Sensitivity, Value};
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};

use crate::links;
use crate::request::{ORG, PERIOD, Params, Visit, short};
use crate::words::{platform, said};

/// Parameters that every list knows beside its fields.
const KNOWN: [&str; 7] = [ORG, PERIOD, "withdrawn", "sort", "page", "limit", "offset"];

/// What a list's address asks for.
pub(crate) struct Listing {
    /// For the platform.
    pub(crate) wanted: Wanted,
    /// The organisation chosen.
    pub(crate) org: Option<Org>,
}

/// How a field is filtered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// `name=value`: this very value.
    Value,
    /// `name=text`: contains this.
    Words,
    /// `name_from`, `name_to`.
    Days,
    /// `name_min`, `name_max`.
    Numbers,
}

impl By {
    /// How a field is filtered.
    pub(crate) fn of(field: &Field) -> By {
        match field.kind {
            Kind::Choice(_) | Kind::YesNo | Kind::Record(_) => By::Value,
            Kind::Day => By::Days,
            Kind::Whole(..) | Kind::Money(..) => By::Numbers,
            Kind::Text(_) | Kind::Long(_) | Kind::Code(_) | Kind::Phone | Kind::IdCard => By::Words,
        }
    }

    /// The endings of a field's parameters.
    fn endings(self) -> &'static [&'static str] {
        match self {
            By::Value | By::Words => &[""],
            By::Days => &["_from", "_to"],
            By::Numbers => &["_min", "_max"],
        }
    }
}

/// Whether lists may be filtered and sorted by a field: what is masked may not be guessed piece by piece.
pub(crate) fn may_search(visit: &Visit<'_>, ledger: &Ledger, field: &Field) -> bool {
    field.sensitivity != Sensitivity::Masked || visit.viewer.unmasks(ledger.name)
}

/// Reads the query of a list.
pub(crate) fn read(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger) -> Result<Listing> {
    let params = &visit.asked.params;
    check_names(visit, ledger)?;
    let org = match params.get(ORG) {
        Some(code) => Some(lookup::by_code(tx, &visit.scope, code)?),
        None => None,
    };
    let period: Option<Period> = params.get(PERIOD).map(str::parse).transpose()?;
    if period.is_some() && ledger.dated.is_none() {
        return Err(Refusal::BadRequest(said("bad-period", &[])).into());
    }
    let mut filters = Vec::new();
    for (i, field) in ledger.fields.iter().enumerate().filter(|(_, f)| may_search(visit, ledger, f)) {
        filters.extend(filters_of(tx, visit, i, field)?);
    }
    let withdrawn = params.get("withdrawn").is_some_and(|w| w == "1");
    let sort = params.get("sort").map(|s| sort(visit, ledger, s)).transpose()?;
    let wanted = Wanted { filters, period, node: org.as_ref().map(|o| o.id), withdrawn, sort };
    Ok(Listing { wanted, org })
}

fn check_names(visit: &Visit<'_>, ledger: &Ledger) -> Result<()> {
    let names = |f: &Field| By::of(f).endings().iter().map(move |e| format!("{}{e}", f.name)).collect::<Vec<_>>();
    let known = |name: &str| {
        KNOWN.contains(&name)
            || ledger.fields.iter().any(|f| {
                let ending = name.strip_prefix(f.name);
                ending.is_some_and(|e| By::of(f).endings().contains(&e)) && may_search(visit, ledger, f)
            })
    };
    // The list of what is known is only put together when it is needed.
    if visit.asked.params.0.iter().all(|(n, _)| known(n)) {
        return Ok(());
    }
    let fields = ledger.fields.iter().filter(|f| may_search(visit, ledger, f)).flat_map(names);
    let list: Vec<String> = KNOWN.iter().map(|k| (*k).to_owned()).chain(fields).collect();
    visit.asked.params.only(known, &list.join(", "))
}

fn sort(visit: &Visit<'_>, ledger: &Ledger, text: &str) -> Result<(usize, bool)> {
    let (name, down) = text.strip_prefix('-').map_or((text, false), |n| (n, true));
    let at = ledger.position(name).filter(|i| may_search(visit, ledger, &ledger.fields[*i]));
    at.map(|i| (i, down)).ok_or_else(|| {
        let names: Vec<&str> = ledger.fields.iter().map(|f| f.name).collect();
        let (value, known) = (short(name), names.join(", "));
        Refusal::BadRequest(said("bad-sort", &[("value", (&value).into()), ("known", (&known).into())])).into()
    })
}

fn filters_of(tx: &mut Tx<'_>, visit: &Visit<'_>, i: usize, field: &Field) -> Result<Vec<Filter>> {
    let params = &visit.asked.params;
    let name = |ending: &str| format!("{}{ending}", field.name);
    let value = |ending: &str| params.get(&name(ending)).map(|text| value(field, &name(ending), text)).transpose();
    Ok(match By::of(field) {
        By::Words => params.get(field.name).map(|t| Filter::Contains(i, t.to_owned())).into_iter().collect(),
        By::Days => {
            let (from, to) = (value("_from")?, value("_to")?);
            from.map(|v| Filter::AtLeast(i, v)).into_iter().chain(to.map(|v| Filter::AtMost(i, v))).collect()
        }
        By::Numbers => {
            let (min, max) = (value("_min")?, value("_max")?);
            min.map(|v| Filter::AtLeast(i, v)).into_iter().chain(max.map(|v| Filter::AtMost(i, v))).collect()
        }
        By::Value => match (field.kind, params.get(field.name)) {
            (_, None) => Vec::new(),
            (Kind::Record(other), Some(text)) => vec![Filter::Is(i, reference(tx, visit, field, other, text)?.into())],
            (_, Some(text)) => vec![Filter::Is(i, self::value(field, field.name, text)?)],
        },
    })
}

fn value(field: &Field, name: &str, text: &str) -> Result<Value> {
    read_text(field, text).map_err(|why| bad_value(name, &why))
}

fn bad_value(name: &str, why: &hangji_platform::Said) -> anyhow::Error {
    let mut said = said("bad-value", &[("name", name.into())]);
    said.zh.push_str(&why.zh);
    said.en.push_str(&why.en);
    Refusal::BadRequest(said).into()
}

/// The record that a filter names: by id, which costs nothing, else by code or name.
fn reference(tx: &mut Tx<'_>, visit: &Visit<'_>, field: &Field, other: &'static str, text: &str) -> Result<Id> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let own = visit.scope.node().unwrap_or_default();
    let found = Names::new(visit.scope.clone()).resolve(tx, visit.sys, other, text, own)?;
    found.map_err(|why| bad_value(field.name, &why))
}

/// The heads of the columns of a ledger's lines: the organisation, then the listed fields.
pub(crate) fn columns(visit: &Visit<'_>, ledger: &Ledger) -> Vec<Col> {
    let org = (!ledger.is_tree).then(|| Col::text(hangji_pages::tr(visit.lang, "term-organisation")));
    org.into_iter().chain(listed(ledger).map(|(_, f)| column(visit, f))).collect()
}

/// The head of a field's column.
pub(crate) fn column(visit: &Visit<'_>, field: &Field) -> Col {
    let title = visit.t(field.title);
    let unit = field.unit.map(|u| visit.t(u));
    let title = unit.map_or_else(|| title.to_owned(), |u| format!("{title} ({u})"));
    if is_amount(field) { Col::number(title) } else { Col::text(title) }
}

/// The fields that lists show, with their positions.
pub(crate) fn listed(ledger: &Ledger) -> impl Iterator<Item = (usize, &Field)> {
    ledger.fields.iter().enumerate().filter(|(_, f)| f.listed)
}

/// Whether a field holds amounts, which stand at the right.
pub(crate) fn is_amount(field: &Field) -> bool {
    matches!(field.kind, Kind::Whole(..) | Kind::Money(..))
}

/// A line as cells under [`columns`]; the first of its fields that holds something opens the record.
pub(crate) fn row(visit: &Visit<'_>, ledger: &Ledger, line: &Line) -> Vec<Td> {
    let unmasked = visit.viewer.unmasks(ledger.name);
    let mut cells = Vec::with_capacity(ledger.fields.len() + 1);
    if !ledger.is_tree {
        cells.push(Td::text(&line.org_name));
    }
    let mut opened = false;
    for (i, field) in listed(ledger) {
        let text = shown(field, &line.record.values[i], line.names[i].as_deref(), platform(visit.lang), unmasked);
        let opens = !opened && !is_amount(field) && !text.is_empty();
        cells.push(match (opens, is_amount(field)) {
            (true, _) => Td::of(html! { a href={ "/l/" (ledger.name) "/" (line.record.id) } { (text) } }).heading(),
            (false, true) => Td::number(&grouped(visit.lang, field, &line.record.values[i], text)),
            (false, false) => Td::text(&text),
        });
        opened |= opens;
    }
    if !opened && let Some(first) = cells.first_mut() {
        *first = Td::link(&links::record(ledger.name, line.record.id), &line.org_name).heading();
    }
    cells
}

/// Numbers with their thousands apart.
fn grouped(lang: Lang, field: &Field, value: &Value, text: String) -> String {
    match (field.kind, value) {
        (Kind::Whole(..) | Kind::Money(..), Value::Int(n)) => total(lang, field, *n),
        _ => text,
    }
}

/// A sum of a field, as its column shows amounts.
pub(crate) fn total(lang: Lang, field: &Field, sum: i64) -> String {
    let whole = hangji_pages::number(lang, if matches!(field.kind, Kind::Money(..)) { sum / 100 } else { sum });
    match field.kind {
        Kind::Money(..) if sum < 0 && sum > -100 => format!("-0.{:02}", -sum),
        Kind::Money(..) => format!("{whole}.{:02}", (sum % 100).abs()),
        _ => whole,
    }
}

/// What a record is called, for links to it: by its name, else by its day, else by its id.
pub(crate) fn name(visit: &Visit<'_>, ledger: &Ledger, line: &Line) -> String {
    let column = hangji_platform::ledger::list::name_column(ledger);
    let unmasked = visit.viewer.unmasks(ledger.name);
    let text = |i: usize| {
        let name = line.names[i].as_deref();
        shown(&ledger.fields[i], &line.record.values[i], name, platform(visit.lang), unmasked)
    };
    let mut named = [Some(column), ledger.dated].into_iter().flatten().filter_map(|n| ledger.position(n)).map(text);
    named.find(|t| !t.is_empty()).unwrap_or_else(|| line.record.id.to_string())
}

/// What a field's filter holds in the query, for the form that shows it again.
pub(crate) fn given<'p>(params: &'p Params, field: &Field, ending: &str) -> &'p str {
    params.get(&format!("{}{ending}", field.name)).unwrap_or_default()
}

/// Whether a scope may be walked by organisations at all.
pub(crate) fn has_territory(scope: &Scope) -> bool {
    scope.node().is_some() || scope.is_everything()
}
