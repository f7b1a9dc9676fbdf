//! One act on many records: ticked in the list, tried before it is done, told afterwards. A trial runs each record's own
//! checks and stores nothing; the run does the same, so that it comes to the same unless somebody was faster.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, button_link, card, data_table, form, heading, notice,
};
use hangji_pages::{Arg, Markup, html, tr, tr_args};
use hangji_platform::import::cells::read_text;
use hangji_platform::import::names::Names;
use hangji_platform::ledger::list::{self, Filter, Line, States, Wanted, shown};
use hangji_platform::ledger::{Field, Kind, Ledger, Sensitivity, Value};
use hangji_platform::work::bulk::{self, Deed, Outcome, Seen};
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::{Id, Tx};

use super::form_fields::{control, whole_errors, with_errors};
use super::record::{reason_for, reason_name};
use crate::answer::Content;
use crate::links;
use crate::listing::{self, Column};
use crate::request::{Asked, Params, Posted, Shared, Visit};
use crate::words::{platform, said};

/// A ticked row: `ID.ENTRY`, the record and the state of it that was seen.
const PICK: &str = "pick";
/// All that the list's query matches.
const ALL: &str = "all";
const DEED: &str = "deed";
const VALUE: &str = "value";
const STEP: &str = "step";
/// The form of the list, to which its boxes belong wherever they stand.
const FORM: &str = "bulk";

/// Whether the rows of a list can be ticked.
pub(crate) fn offered(visit: &Visit<'_>, ledger: &Ledger, states: States) -> bool {
    visit.viewer.exports() || visit.viewer.writes(ledger.name) && states != States::Withdrawn
}

/// The box of a row.
pub(crate) fn tick(visit: &Visit<'_>, ledger: &Ledger, line: &Line) -> Td {
    let name = listing::name(visit, ledger, line);
    let label = tr_args(visit.lang, "bulk-pick", &[("name", (&name).into())]);
    let value = format!("{}.{}", line.record.id, line.record.entry);
    Td::of(html! { input type="checkbox" form=(FORM) name=(PICK) value=(value) aria-label=(label); })
}

/// Fields that many records may be given one value of.
pub(crate) fn settable(field: &Field) -> bool {
    let kind = matches!(
        field.kind,
        Kind::Choice(_) | Kind::YesNo | Kind::Day | Kind::Text(_) | Kind::Long(_) | Kind::Record(_)
    );
    kind && field.sensitivity != Sensitivity::Masked
}

/// What can be done with the ticked rows, below the list.
pub(crate) fn bar(visit: &Visit<'_>, ledger: &Ledger, states: States, count: i64) -> Markup {
    let lang = visit.lang;
    let query = links::written(&super::filters::carried(&visit.asked.params.0));
    let writes = visit.viewer.writes(ledger.name) && states != States::Withdrawn;
    html! {
        form.bulk id=(FORM) action={ (links::list(ledger.name)) "/bulk" } method="post" data-again=""
            aria-label=(tr(lang, "bulk-title")) {
            input type="hidden" name="query" value=(query);
            label.choice {
                input type="checkbox" name=(ALL) value="1";
                span { (tr_args(lang, "bulk-all", &[("count", count.into())])) }
            }
            label for="bulk-deed" { (tr(lang, "bulk-with")) }
            select id="bulk-deed" name=(DEED) {
                @if visit.viewer.exports() { option value="export" { (tr(lang, "bulk-export")) } }
                @if writes {
                    option value="withdraw" { (tr(lang, "record-withdraw")) }
                    @for field in ledger.fields.iter().filter(|f| settable(f)) {
                        option value={ "set:" (field.name) } {
                            (tr_args(lang, "bulk-set", &[("field", visit.t(field.title).into())]))
                        }
                    }
                }
            }
            button.button type="submit" { (tr(lang, "bulk-go")) }
        }
    }
}

/// What a form asks for.
enum Task<'l> {
    Export,
    Withdraw,
    Set(usize, &'l Field),
}

fn task<'l>(ledger: &'l Ledger, form: &Params) -> Result<Task<'l>> {
    let none = || Refusal::BadRequest(said("bulk-no-deed", &[])).into();
    match form.get(DEED) {
        Some("export") => Ok(Task::Export),
        Some("withdraw") => Ok(Task::Withdraw),
        Some(other) => {
            let at = other.strip_prefix("set:").and_then(|name| ledger.position(name));
            at.map(|i| (i, &ledger.fields[i]))
                .filter(|(_, f)| settable(f))
                .map(|(i, f)| Task::Set(i, f))
                .ok_or_else(none)
        }
        None => Err(none()),
    }
}

/// The records that a form means, each with the entry seen.
fn picked(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger, form: &Params) -> Result<Vec<Seen>> {
    if form.get(ALL).is_some() {
        let params = Params::of_query(form.raw("query").unwrap_or_default())?;
        let wanted = listing::read_query(tx, visit, ledger, &params)?.wanted;
        let count = list::totals(tx, visit.sys, &visit.scope, ledger, &wanted)?.count;
        bulk::check_count(usize::try_from(count).unwrap_or(usize::MAX))?;
        let lines = list::lines(tx, visit.sys, &visit.scope, ledger, &wanted, count, 0, bulk::MOST as i64)?;
        return Ok(lines.iter().map(|l| (l.record.id, l.record.entry)).collect());
    }
    let picks: Vec<&str> = form.0.iter().filter(|(n, _)| n == PICK).map(|(_, v)| v.as_str()).collect();
    bulk::check_count(picks.len())?;
    let read = |text: &str| {
        let (id, entry) = text.split_once('.')?;
        Some((id.parse().ok()?, entry.parse().ok()?))
    };
    let bad = || Refusal::BadRequest(said("bulk-bad-pick", &[])).into();
    picks.into_iter().map(|p| read(p).ok_or_else(bad)).collect()
}

/// The value that the records are to have.
fn value(tx: &mut Tx<'_>, visit: &Visit<'_>, field: &Field, form: &Params) -> Result<Value> {
    let text = form.raw(VALUE).unwrap_or_default();
    let wrong = |why| anyhow::Error::from(Refusal::invalid(Problem::at(VALUE, why)));
    match (field.kind, read_text(field, text).map_err(wrong)?) {
        (Kind::Record(other), Value::Text(name)) => {
            let own = visit.scope.node().unwrap_or_default();
            let found = Names::new(visit.scope.clone()).resolve(tx, visit.sys, other, &name, own)?;
            found.map(Value::from).map_err(wrong)
        }
        (_, value) => Ok(value),
    }
}

fn deed(tx: &mut Tx<'_>, visit: &Visit<'_>, task: &Task<'_>, form: &Params) -> Result<Deed> {
    match task {
        Task::Set(i, field) => Ok(Deed::Set(*i, value(tx, visit, field, form)?)),
        _ => Ok(Deed::Withdraw),
    }
}

/// Asks what is needed, tries it, or does it, as the form has come along.
pub(crate) async fn act(
    State(app): State<Shared>,
    asked: Asked,
    Path(ledger): Path<String>,
    Posted(form): Posted,
) -> Response {
    match form.get(STEP) {
        Some("run") => {
            let (name, posted) = (ledger.clone(), form.clone());
            let run = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| run(tx, visit, cx, &name, &posted);
            let refused = move |tx: &mut Tx<'_>, visit: &Visit<'_>, refusal: &Refusal| {
                let ledger = visit.viewer.may_write(visit.sys, &ledger)?.ledger;
                Ok(asking(tx, visit, ledger, &form, Some(refusal))?.refused(refusal))
            };
            app.act(asked, run, refused).await
        }
        Some("try") => app.trial(asked, move |tx, visit, cx| tried(tx, visit, cx, &ledger, &form)).await,
        _ => {
            app.page(asked, move |tx, visit| {
                let found = visit.viewer.may_read(visit.sys, &ledger)?;
                if form.get(ALL).is_none() && form.get(PICK).is_none() {
                    return unpicked(found, &form);
                }
                match task(found, &form)? {
                    Task::Export => export(tx, visit, found, &form),
                    _ => {
                        let ledger = visit.viewer.may_write(visit.sys, found.name)?.ledger;
                        asking(tx, visit, ledger, &form, None)
                    }
                }
            })
            .await
        }
    }
}

/// Back to the list, which says that nothing was ticked.
fn unpicked(ledger: &Ledger, form: &Params) -> Result<Content> {
    let mut params = Params::of_query(form.raw("query").unwrap_or_default())?;
    params.0.push((listing::NOTHING.to_owned(), "1".to_owned()));
    Ok(Content::moved(links::list_with(ledger.name, &params.0)))
}

/// The way to the file of what was ticked.
fn export(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger, form: &Params) -> Result<Content> {
    let mut params = Params::of_query(form.raw("query").unwrap_or_default())?;
    if form.get(ALL).is_none() {
        let picked = picked(tx, visit, ledger, form)?;
        params.0.extend(picked.iter().map(|(id, _)| (listing::RECORD.to_owned(), id.to_string())));
    }
    Ok(Content::moved(format!("/l/{}/export.xlsx?{}", ledger.name, links::written(&params.0))))
}

fn run(tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx, ledger: &str, form: &Params) -> Result<String> {
    let may = visit.viewer.may_write(visit.sys, ledger)?;
    let task = task(may.ledger, form)?;
    let records = picked(tx, visit, may.ledger, form)?;
    let deed = deed(tx, visit, &task, form)?;
    let reason = form.raw(reason_name(may.ledger)).unwrap_or_default();
    let outcome = bulk::run(tx, visit.sys, cx, &may, &records, &deed, reason)?;
    let id = bulk::keep(tx, cx, may.ledger.name, &outcome)?;
    Ok(format!("{}/bulk/{id}", links::list(may.ledger.name)))
}

fn hidden(name: &str, value: String) -> FormField {
    FormField { name: name.into(), value, kind: FieldKind::Hidden, ..FormField::default() }
}

/// What every step carries along: the deed, and the records with the states seen.
fn carried(form: &Params, records: &[Seen], step: &str) -> Vec<FormField> {
    let mut fields = vec![hidden(DEED, form.get(DEED).unwrap_or_default().into()), hidden(STEP, step.into())];
    fields.extend(records.iter().map(|(id, entry)| hidden(PICK, format!("{id}.{entry}"))));
    fields
}

/// "Withdraw · 12 records".
fn title(visit: &Visit<'_>, task: &Task<'_>, count: usize) -> String {
    let deed = match task {
        Task::Set(_, field) => tr_args(visit.lang, "bulk-set", &[("field", visit.t(field.title).into())]),
        _ => tr(visit.lang, "record-withdraw").into_owned(),
    };
    format!("{deed} · {}", tr_args(visit.lang, "list-rows", &[("count", Arg::from(count))]))
}

/// The page that asks for the value and the reason.
fn asking(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    ledger: &Ledger,
    given: &Params,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let task = task(ledger, given)?;
    let records = picked(tx, visit, ledger, given)?;
    let whole = asking_form(tx, visit, ledger, given, refused, &records)?;
    let title = title(visit, &task, records.len());
    let main = html! { (heading(&title, visit.t(ledger.title), html! {})) (whole) };
    Ok(framed(visit, ledger, title, main).with_script("work.js"))
}

/// The form for the value and the reason, as it was filled in.
fn asking_form(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    ledger: &Ledger,
    given: &Params,
    refused: Option<&Refusal>,
    records: &[Seen],
) -> Result<Markup> {
    let mut fields = carried(given, records, "try");
    if let Task::Set(_, field) = task(ledger, given)? {
        let text = given.raw(VALUE).unwrap_or_default().to_owned();
        let made = control(tx, visit, field, text, &[])?;
        // Which records must have a value their own checks say.
        fields.push(FormField { name: VALUE.into(), required: false, purpose: None, ..made });
    }
    let why = given.raw(reason_name(ledger)).unwrap_or_default().to_owned();
    fields.push(FormField { value: why, ..reason_for(visit, ledger) });
    let whole = Form {
        action: format!("{}/bulk", links::list(ledger.name)),
        fields: with_errors(visit, fields, refused),
        submit: tr(visit.lang, "bulk-try").into_owned(),
        focus: true,
        cancel_href: Some(links::list(ledger.name)),
        error_summary: whole_errors(visit, ledger, refused),
        ..Form::default()
    };
    Ok(form(visit.lang, &whole))
}

/// The page that tells what it would come to.
fn tried(tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx, ledger: &str, given: &Params) -> Result<Content> {
    let may = visit.viewer.may_write(visit.sys, ledger)?;
    let ledger = may.ledger;
    let task = task(ledger, given)?;
    let records = picked(tx, visit, ledger, given)?;
    let reason = given.raw(reason_name(ledger)).unwrap_or_default();
    let known = names(tx, visit, ledger, &records)?;
    let outcome = deed(tx, visit, &task, given)
        .and_then(|d| bulk::trial(tx, visit.sys, cx, &may, &records, &d, reason).map(|o| (d, o)));
    let (deed, outcome) = match outcome {
        Ok(found) => found,
        Err(e) => {
            let refusal = crate::error::refusal(e)?;
            return Ok(asking(tx, visit, ledger, given, Some(&refusal))?.refused(&refusal));
        }
    };
    let mut fields = carried(given, &records, "run");
    fields.push(hidden(reason_name(ledger), reason.to_owned()));
    fields.push(hidden(VALUE, given.raw(VALUE).unwrap_or_default().to_owned()));
    let count = outcome.done.len();
    let whole = Form {
        action: format!("{}/bulk", links::list(ledger.name)),
        fields,
        submit: tr_args(visit.lang, "bulk-do", &[("count", count.into())]),
        cancel_href: Some(links::list(ledger.name)),
        ..Form::default()
    };
    let title = title(visit, &task, records.len());
    let main = html! {
        (heading(&title, visit.t(ledger.title), html! {}))
        @if !outcome.refused.is_empty() {
            (notice(Colour::Warn, html! { (told(visit, "bulk-would-refuse", outcome.refused.len())) }))
            (refusals(visit, ledger, &outcome, &known))
        }
        @if count > 0 {
            (card(&told(visit, "bulk-would-do", count), html! {}, changes(visit, ledger, &outcome, &known, &deed, given)))
            (form(visit.lang, &whole))
        } @else {
            (asking_form(tx, visit, ledger, given, None, &records)?)
            p { (button_link(&links::list(ledger.name), &tr(visit.lang, "bulk-back"), false)) }
        }
    };
    Ok(framed(visit, ledger, title, main).with_script("work.js"))
}

fn told(visit: &Visit<'_>, key: &str, count: usize) -> String {
    tr_args(visit.lang, key, &[("count", count.into())])
}

/// The records of a form that the viewer sees.
fn names(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger, records: &[Seen]) -> Result<Vec<Line>> {
    let ids: Vec<Id> = records.iter().map(|(id, _)| *id).collect();
    let count = ids.len() as i64;
    let wanted = Wanted { filters: vec![Filter::Records(ids)], states: States::All, ..Wanted::default() };
    list::lines(tx, visit.sys, &visit.scope, ledger, &wanted, count, 0, count)
}

/// A record with the way to it, if the viewer sees it; as it was named otherwise.
fn link(visit: &Visit<'_>, ledger: &Ledger, known: &[Line], id: Id) -> Td {
    match known.iter().find(|l| l.record.id == id) {
        Some(line) => Td::link(&links::record(ledger.name, id), &listing::name(visit, ledger, line)).heading(),
        None => Td::text(&id.to_string()).heading(),
    }
}

fn refusals(visit: &Visit<'_>, ledger: &Ledger, outcome: &Outcome, known: &[Line]) -> Markup {
    let lang = visit.lang;
    let why = |zh: &str, en: &str| hangji_platform::Said::new(zh, en).in_(platform(lang)).to_owned();
    let rows = outcome.refused.iter().map(|(id, zh, en)| vec![link(visit, ledger, known, *id), Td::text(&why(zh, en))]);
    let table = Table {
        caption: tr(lang, "bulk-refused").into_owned(),
        columns: vec![Col::text(tr(lang, "term-record")), Col::text(tr(lang, "bulk-why"))],
        rows: rows.collect(),
        ..Table::default()
    };
    card(&tr(lang, "bulk-refused"), html! {}, data_table(lang, &table))
}

/// What would be changed: each record, with the value before and after where one is set.
fn changes(
    visit: &Visit<'_>,
    ledger: &Ledger,
    outcome: &Outcome,
    known: &[Line],
    deed: &Deed,
    form: &Params,
) -> Markup {
    let lang = visit.lang;
    let mut columns = vec![Col::text(tr(lang, "term-record")), Col::text(tr(lang, "term-organisation"))];
    if let Deed::Set(..) = deed {
        columns.extend(["history-before", "history-after"].map(|k| Col::text(tr(lang, k))));
    }
    let rows = outcome.done.iter().map(|id| {
        let line = known.iter().find(|l| l.record.id == *id);
        let mut row = vec![link(visit, ledger, known, *id), Td::text(line.map_or("", |l| &l.org_name))];
        if let (Deed::Set(i, value), Some(line)) = (deed, line) {
            let field = &ledger.fields[*i];
            let name = line.names[*i].as_deref();
            row.push(Td::text(&shown(field, &line.record.values[*i], name, platform(lang), false)));
            let typed = form.get(VALUE).unwrap_or_default();
            row.push(Td::text(&shown(field, value, Some(typed), platform(lang), false)));
        }
        row
    });
    let caption = tr(lang, "bulk-changes").into_owned();
    data_table(lang, &Table { caption, columns, rows: rows.collect(), ..Table::default() })
}

/// What an act came to.
pub(crate) async fn done(
    State(app): State<Shared>,
    asked: Asked,
    Path((ledger, id)): Path<(String, String)>,
) -> Response {
    app.page(asked, move |tx, visit| {
        visit.asked.params.only_of(&[])?;
        let ledger = visit.viewer.may_read(visit.sys, &ledger)?;
        let found = match id.parse() {
            Ok(id) => bulk::kept(tx, visit.viewer.account, ledger.name, id)?,
            Err(_) => None,
        };
        let Some(outcome) = found else { return Err(Refusal::NotFound(said("bulk-none", &[])).into()) };
        let all: Vec<Seen> =
            outcome.done.iter().chain(outcome.refused.iter().map(|(id, ..)| id)).map(|id| (*id, 0)).collect();
        let known = names(tx, visit, ledger, &all)?;
        let lang = visit.lang;
        let columns = Column::usual(ledger);
        let lines = outcome.done.iter().filter_map(|id| known.iter().find(|l| l.record.id == *id));
        let table = Table {
            caption: tr(lang, "bulk-changes").into_owned(),
            columns: listing::heads(visit, ledger, &columns),
            rows: lines.map(|l| listing::cells(visit, ledger, &columns, l)).collect(),
            empty: tr(lang, "bulk-nothing").into_owned(),
            ..Table::default()
        };
        let title = told(visit, "bulk-done", outcome.done.len());
        let main = html! {
            (heading(&title, visit.t(ledger.title), button_link(&links::list(ledger.name), &tr(lang, "bulk-back"), true)))
            @if !outcome.refused.is_empty() {
                (notice(Colour::Warn, html! { (told(visit, "bulk-left", outcome.refused.len())) }))
                (refusals(visit, ledger, &outcome, &known))
            }
            (card(&tr(lang, "bulk-changes"), html! {}, data_table(lang, &table)))
        };
        Ok(framed(visit, ledger, title, main))
    })
    .await
}

fn framed(visit: &Visit<'_>, ledger: &Ledger, title: String, main: Markup) -> Content {
    let list = links::list(ledger.name);
    let crumbs = vec![(visit.t(ledger.title).to_owned(), Some(list.clone())), (title.clone(), None)];
    Content::new(title, list, main).at(crumbs)
}
