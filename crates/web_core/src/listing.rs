//! Lists from addresses: the query of a list read into what is wanted, and lines written as rows of a table. The page,
//! the export and the API read the same query the same way.

use hangji_platform::access::Scope;
use hangji_platform::figures::Period;
use hangji_platform::ledger::declare::ORG as OWN_ORG;
use hangji_platform::ledger::list::{Filter, Line, States, Wanted, shown};
use hangji_platform::ledger::{Field, Kind, Ledger, Sensitivity, State, Value, naming};
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::workspace::bulk;
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Col, Kind as Colour, Td, tag};
use hangji_ui::{Lang, html, tr};

use crate::conditions::{self, Condition, may_search};
use crate::request::{ORG, PERIOD, Params, RequestCx, short};
use crate::words::{message, platform};
use crate::{error, links, values};

/// The columns of a list, in the order of the address: `columns=org,on_day,person`.
pub const COLUMNS: &str = "columns";
/// The saved view that the address came from.
pub const VIEW: &str = "view";
/// A very record; several, given more than once.
pub const RECORD: &str = "id";
/// By which field, `-` in front for downwards.
pub const SORT: &str = "sort";
/// Whether withdrawn records are listed: `1` for these alone, `all` beside those in force.
pub const STATES: &str = "withdrawn";
/// Comes back from an act on ticked rows where none was ticked.
pub const NOTHING: &str = "nothing_picked";
/// Parameters that every list knows beside its fields.
const KNOWN: [&str; 9] = [ORG, PERIOD, STATES, NOTHING, SORT, "page", COLUMNS, VIEW, RECORD];
/// The same, where a program asks.
const KNOWN_TO_PROGRAMS: [&str; 9] = [ORG, PERIOD, STATES, SORT, COLUMNS, RECORD, "cursor", "limit", "totals"];

fn known_names(rcx: &RequestCx<'_>) -> &'static [&'static str] {
    if rcx.head.api { &KNOWN_TO_PROGRAMS } else { &KNOWN }
}

/// What a list's address asks for.
pub struct Listing {
    /// For the platform.
    pub wanted: Wanted,
    /// The organisation chosen.
    pub org: Option<Org>,
    /// The conditions as they were stated.
    pub conditions: Vec<Condition>,
    /// What is shown.
    pub columns: Vec<Column>,
    /// The parameters whose values do not fit, and why; the list holds nothing then.
    pub wrong: Vec<(String, Refusal)>,
}

/// A column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The organisation.
    Org,
    /// The field at this position.
    Field(usize),
}

impl Column {
    /// As the address names it.
    pub fn name(self, ledger: &Ledger) -> &'static str {
        match self {
            Column::Org => ORG,
            Column::Field(i) => ledger.fields[i].name,
        }
    }

    /// The field's position; none is the organisation.
    fn field(self) -> Option<usize> {
        match self {
            Column::Org => None,
            Column::Field(i) => Some(i),
        }
    }

    /// All that a ledger has, in the order of its form.
    pub fn all(ledger: &Ledger) -> Vec<Column> {
        let org = (!ledger.is_tree).then_some(Column::Org);
        org.into_iter().chain((0..ledger.fields.len()).map(Column::Field)).collect()
    }

    /// Those that a list shows where nobody chose.
    pub fn usual(ledger: &Ledger) -> Vec<Column> {
        let listed = |c: &Column| matches!(c, Column::Org) || matches!(c, Column::Field(i) if ledger.fields[*i].listed);
        Column::all(ledger).into_iter().filter(listed).collect()
    }
}

/// Whether lists may be sorted by a field: what is masked stands in no order that could tell anything.
pub fn may_sort(field: &Field) -> bool {
    field.sensitivity != Sensitivity::Masked
}

/// Reads the query of a list.
pub fn read(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger) -> Result<Listing> {
    read_query(tx, rcx, ledger, &rcx.head.params)
}

/// Reads a query as that of a list; refuses one with a value that does not fit.
pub fn read_query(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, params: &Params) -> Result<Listing> {
    let mut listing = read_kept(tx, rcx, ledger, params)?;
    match std::mem::take(&mut listing.wrong).into_iter().next() {
        Some((_, refusal)) => Err(refusal.into()),
        None => Ok(listing),
    }
}

/// Reads a query as that of a list whose page can tell which of its values do not fit. Such a list holds nothing: one
/// that left a mistyped condition out would show more than was asked for.
pub fn read_kept(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, params: &Params) -> Result<Listing> {
    check_names(rcx, ledger, params)?;
    let mut wrong = Vec::new();
    let org = match params.get(ORG) {
        Some(text) => fitting(&mut wrong, ORG, org(tx, rcx, text))?,
        None => None,
    };
    let period = match params.get(PERIOD) {
        Some(text) => fitting(&mut wrong, PERIOD, text.parse::<Period>().map_err(Into::into))?,
        None => None,
    };
    if period.is_some() && ledger.dated.is_none() {
        return Err(Refusal::BadRequest(message("bad-period", &[])).into());
    }
    let conditions = conditions::of(rcx, ledger, params);
    let mut filters = Vec::with_capacity(conditions.len() + 1);
    for condition in &conditions {
        filters.extend(fitting(&mut wrong, &condition.name, condition.filter(tx, rcx, ledger))?);
    }
    filters.extend(records(params)?);
    if !wrong.is_empty() {
        filters.push(Filter::Records(Vec::new()));
    }
    let states = states(params)?;
    let sort = params.get(SORT).map(|s| sort(ledger, s)).transpose()?;
    let columns = params.get(COLUMNS).map(|c| chosen(ledger, c)).transpose()?;
    let of_file = columns.as_ref().map(|all| all.iter().map(|c| c.field()).collect());
    let node = org.as_ref().map(|o| o.id);
    let wanted = Wanted { filters, period, node, states, sort, columns: of_file };
    Ok(Listing { wanted, org, conditions, columns: columns.unwrap_or_else(|| Column::usual(ledger)), wrong })
}

/// A value, or none and a note of why it does not fit; faults pass on.
fn fitting<T>(wrong: &mut Vec<(String, Refusal)>, name: &str, read: Result<T>) -> Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(e) => {
            wrong.push((name.to_owned(), error::refusal(e)?));
            Ok(None)
        }
    }
}

/// The organisation of a list: programs name it by its code, people also by name or by how that is read.
fn org(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, text: &str) -> Result<Org> {
    if rcx.head.api { lookup::by_code(tx, &rcx.scope, text) } else { values::org_named(tx, rcx, text) }
}

fn check_names(rcx: &RequestCx<'_>, ledger: &Ledger, params: &Params) -> Result<()> {
    let known = |name: &str| known_names(rcx).contains(&name) || conditions::named(rcx, ledger, name).is_some();
    // The list of what is known is only put together when it is needed.
    if params.0.iter().all(|(n, _)| known(n)) {
        return Ok(());
    }
    let fields = ledger.fields.iter().filter(|f| may_search(rcx, ledger, f)).flat_map(conditions::spellings);
    let list: Vec<String> = known_names(rcx).iter().map(|k| (*k).to_owned()).chain(fields).collect();
    params.only(known, &list.join(", "))
}

fn states(params: &Params) -> Result<States> {
    match params.get(STATES) {
        None | Some("0") => Ok(States::InForce),
        Some("1") => Ok(States::Withdrawn),
        Some("all") => Ok(States::All),
        Some(_) => Err(conditions::bad_value(STATES, &message("bad-states", &[]))),
    }
}

fn sort(ledger: &Ledger, text: &str) -> Result<(usize, bool)> {
    let (name, down) = text.strip_prefix('-').map_or((text, false), |n| (n, true));
    let at = ledger.position(name).filter(|i| may_sort(&ledger.fields[*i]));
    at.map(|i| (i, down)).ok_or_else(|| {
        let names: Vec<&str> = ledger.fields.iter().filter(|f| may_sort(f)).map(|f| f.name).collect();
        let (value, known) = (short(name), names.join(", "));
        Refusal::BadRequest(message("bad-sort", &[("value", (&value).into()), ("known", (&known).into())])).into()
    })
}

/// The very records that an address names.
fn records(params: &Params) -> Result<Option<Filter>> {
    let texts: Vec<&str> = params.0.iter().filter(|(n, _)| n == RECORD).map(|(_, v)| v.trim()).collect();
    if texts.is_empty() {
        return Ok(None);
    }
    bulk::check_count(texts.len())?;
    let bad = |text: &str| {
        let text = short(text);
        anyhow::Error::from(Refusal::BadRequest(message("bad-id", &[("value", (&text).into())])))
    };
    let ids = texts.into_iter().map(|t| t.parse::<Id>().map_err(|_| bad(t))).collect::<Result<Vec<_>>>()?;
    Ok(Some(Filter::Records(ids)))
}

/// The columns that an address names; each once.
fn chosen(ledger: &Ledger, text: &str) -> Result<Vec<Column>> {
    let all = Column::all(ledger);
    let mut out: Vec<Column> = Vec::new();
    for name in text.split(',').map(str::trim).filter(|n| !n.is_empty()) {
        match all.iter().find(|c| c.name(ledger) == name) {
            Some(column) if !out.contains(column) => out.push(*column),
            Some(_) => {}
            None => {
                let known: Vec<&str> = all.iter().map(|c| c.name(ledger)).collect();
                let (value, known) = (short(name), known.join(", "));
                let args = [("value", (&value).into()), ("known", (&known).into())];
                return Err(Refusal::BadRequest(message("bad-column", &args)).into());
            }
        }
    }
    Ok(if out.is_empty() { Column::usual(ledger) } else { out })
}

/// The heads of the usual columns of a ledger's lines.
pub fn columns(rcx: &RequestCx<'_>, ledger: &Ledger) -> Vec<Col> {
    heads(rcx, ledger, &Column::usual(ledger))
}

/// The heads of columns.
pub fn heads(rcx: &RequestCx<'_>, ledger: &Ledger, columns: &[Column]) -> Vec<Col> {
    let head = |c: &Column| match c {
        Column::Org => Col::text(tr(rcx.lang, "term-organisation")),
        Column::Field(i) => column(rcx, &ledger.fields[*i]),
    };
    columns.iter().map(head).collect()
}

/// The head of a field's column.
pub fn column(rcx: &RequestCx<'_>, field: &Field) -> Col {
    let title = rcx.t(field.title);
    let unit = field.unit.map(|u| rcx.t(u));
    let title = unit.map_or_else(|| title.to_owned(), |u| format!("{title} ({u})"));
    if is_amount(field) { Col::number(title) } else { Col::text(title) }
}

/// Whether a field holds amounts, which stand at the right.
pub fn is_amount(field: &Field) -> bool {
    matches!(field.kind, Kind::Whole(..) | Kind::Money(..)) && !field.ordinal
}

/// A line as cells under the usual columns.
pub fn row(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line) -> Vec<Td> {
    cells(rcx, ledger, &Column::usual(ledger), line)
}

/// A line as cells under columns. What names the record opens it: the organisation where it goes by that, else the first
/// of its fields that holds something. One that was withdrawn says so there.
pub fn cells(rcx: &RequestCx<'_>, ledger: &Ledger, columns: &[Column], line: &Line) -> Vec<Td> {
    let mut cells = Vec::with_capacity(columns.len() + 1);
    let mut opened = false;
    let by_org = naming::parts(ledger).first() == Some(&OWN_ORG);
    for column in columns {
        let Column::Field(i) = *column else {
            cells.push(if by_org { way_in(rcx, ledger, line, &line.org_name) } else { Td::text(&line.org_name) });
            opened |= by_org;
            continue;
        };
        let field = &ledger.fields[i];
        let text = shown(field, &line.record.values[i], line.names[i].as_deref(), platform(rcx.lang), false);
        let opens = !opened && !is_amount(field) && !text.is_empty();
        cells.push(match (opens, is_amount(field)) {
            (true, _) => way_in(rcx, ledger, line, &text),
            (false, true) => Td::number(&grouped(rcx.lang, field, &line.record.values[i], text)),
            (false, false) => Td::text(&text),
        });
        opened |= opens;
    }
    if !opened && let Some(first) = cells.first_mut() {
        *first = way_in(rcx, ledger, line, &name(rcx, ledger, line));
    }
    cells
}

/// The cell that opens a record.
fn way_in(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, text: &str) -> Td {
    let withdrawn = line.record.state == State::Withdrawn;
    Td::of(html! {
        a href=(links::record(ledger.name, line.record.id)) { (text) }
        @if withdrawn { " " (tag(Colour::Warn, &tr(rcx.lang, "filter-withdrawn"))) }
    })
    .heading()
}

/// Numbers with their thousands apart.
fn grouped(lang: Lang, field: &Field, value: &Value, text: String) -> String {
    match (field.kind, value) {
        (Kind::Whole(..) | Kind::Money(..), Value::Int(n)) => total(lang, field, *n),
        _ => text,
    }
}

/// A sum of a field, as its column shows amounts.
pub fn total(lang: Lang, field: &Field, sum: i64) -> String {
    let whole = hangji_ui::number(lang, if matches!(field.kind, Kind::Money(..)) { sum / 100 } else { sum });
    match field.kind {
        Kind::Money(..) if sum < 0 && sum > -100 => format!("-0.{:02}", -sum),
        Kind::Money(..) => format!("{whole}.{:02}", (sum % 100).abs()),
        _ => whole,
    }
}

/// What a record is called, for links to it: by its name, else by its day, else by its id.
pub fn name(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line) -> String {
    naming::of_line(ledger, line, platform(rcx.lang))
}

/// What a list was narrowed by, for the journal: names of filters, with values only where they say nothing of a person.
pub fn summary(rcx: &RequestCx<'_>, ledger: &Ledger) -> String {
    let open = |name: &str| match conditions::named(rcx, ledger, name) {
        Some((at, _)) => {
            let field = &ledger.fields[at];
            field.sensitivity == Sensitivity::Open && !matches!(field.kind, Kind::Text(_) | Kind::Long(_))
        }
        None => true,
    };
    let each = rcx.head.params.0.iter().filter(|(_, v)| !v.is_empty());
    each.map(|(n, v)| if open(n) { format!("{n}={}", short(v)) } else { n.clone() }).collect::<Vec<_>>().join(" ")
}

/// A query without the page, which another filter does not have.
pub fn carried(params: &[(String, String)]) -> Vec<(String, String)> {
    let kept = |n: &str| n != "page" && n != NOTHING && !n.starts_with(NEW);
    params.iter().filter(|(n, v)| kept(n) && !v.trim().is_empty()).cloned().collect()
}

/// What the parameters of a condition being made begin with: fields never have a point in their name.
pub const NEW: &str = "new.";

/// Whether a scope may be walked by organisations at all.
pub fn has_territory(scope: &Scope) -> bool {
    scope.node().is_some() || scope.is_everything()
}
