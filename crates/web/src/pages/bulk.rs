//! One act on many records: ticked in the list, tried before it is done, told afterwards. A trial runs each record's own
//! checks and stores nothing; the run does the same, so that it comes to the same unless somebody was faster.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::input::{read_text, resolve};
use hangji_platform::ledger::list::{self, Filter, Line, States, Wanted, shown};
use hangji_platform::ledger::{Field, Kind, Ledger, Sensitivity, Value};
use hangji_platform::workspace::bulk::{self, BulkAction, Outcome, Seen};
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{
    Col, Form, FormField, Kind as Colour, Table, Td, button_link, card, data_table, form, heading, notice,
};
use hangji_ui::{Arg, Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::{control, reason_for, reason_name, whole_errors, with_errors};
use hangji_web_core::links;
use hangji_web_core::listing::{self, Column};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, platform};

/// A ticked row: `ID.ENTRY`, the record and the state of it that was seen.
const PICK: &str = "pick";
/// All that the list's query matches.
const ALL: &str = "all";
const ACTION: &str = "deed";
const VALUE: &str = "value";
const STEP: &str = "step";
/// The form of the list, to which its boxes belong wherever they stand.
const FORM: &str = "bulk";

/// Whether the rows of a list can be ticked.
pub(crate) fn offered(rcx: &RequestCx<'_>, ledger: &Ledger, states: States) -> bool {
    rcx.viewer.exports() || rcx.viewer.writes(ledger.name) && states != States::Withdrawn
}

/// The box of a row.
pub(crate) fn tick(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line) -> Td {
    let name = listing::name(rcx, ledger, line);
    let label = tr_args(rcx.lang, "bulk-pick", &[("name", (&name).into())]);
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
pub(crate) fn bar(rcx: &RequestCx<'_>, ledger: &Ledger, states: States, count: i64) -> Markup {
    let lang = rcx.lang;
    let query = links::written(&listing::carried(&rcx.head.params.0));
    let writes = rcx.viewer.writes(ledger.name) && states != States::Withdrawn;
    html! {
        form.bulk id=(FORM) action={ (links::list(ledger.name)) "/bulk" } method="post" data-again=""
            aria-label=(tr(lang, "bulk-title")) {
            input type="hidden" name="query" value=(query);
            label.choice {
                input type="checkbox" name=(ALL) value="1";
                span { (tr_args(lang, "bulk-all", &[("count", count.into())])) }
            }
            label for="bulk-deed" { (tr(lang, "bulk-with")) }
            select id="bulk-deed" name=(ACTION) {
                @if rcx.viewer.exports() { option value="export" { (tr(lang, "bulk-export")) } }
                @if writes {
                    option value="withdraw" { (tr(lang, "record-withdraw")) }
                    @for field in ledger.fields.iter().filter(|f| settable(f)) {
                        option value={ "set:" (field.name) } {
                            (tr_args(lang, "bulk-set", &[("field", rcx.t(field.title).into())]))
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
    let none = || Refusal::BadRequest(message("bulk-no-deed", &[])).into();
    match form.get(ACTION) {
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
fn picked(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, form: &Params) -> Result<Vec<Seen>> {
    if form.get(ALL).is_some() {
        let params = Params::of_query(form.raw("query").unwrap_or_default())?;
        let wanted = listing::read_query(tx, rcx, ledger, &params)?.wanted;
        let count = list::totals(tx, rcx.sys, &rcx.scope, ledger, &wanted)?.count;
        bulk::check_count(usize::try_from(count).unwrap_or(usize::MAX))?;
        let lines = list::lines(tx, rcx.sys, &rcx.scope, ledger, &wanted, count, 0, bulk::MOST as i64)?;
        return Ok(lines.iter().map(|l| (l.record.id, l.record.entry)).collect());
    }
    let picks: Vec<&str> = form.0.iter().filter(|(n, _)| n == PICK).map(|(_, v)| v.as_str()).collect();
    bulk::check_count(picks.len())?;
    let read = |text: &str| {
        let (id, entry) = text.split_once('.')?;
        Some((id.parse().ok()?, entry.parse().ok()?))
    };
    let bad = || Refusal::BadRequest(message("bulk-bad-pick", &[])).into();
    picks.into_iter().map(|p| read(p).ok_or_else(bad)).collect()
}

/// The value that the records are to have.
fn value(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, field: &Field, form: &Params) -> Result<Value> {
    let text = form.raw(VALUE).unwrap_or_default();
    let wrong = |why| anyhow::Error::from(Refusal::invalid(Problem::at(VALUE, why)));
    match (field.kind, read_text(field, text).map_err(wrong)?) {
        (Kind::Record(other), Value::Text(name)) => {
            let own = rcx.scope.node().unwrap_or_default();
            let found = resolve(tx, rcx.sys, &rcx.scope, other, &name, own)?;
            found.map(Value::from).map_err(wrong)
        }
        (_, value) => Ok(value),
    }
}

fn action(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, task: &Task<'_>, form: &Params) -> Result<BulkAction> {
    match task {
        Task::Set(i, field) => Ok(BulkAction::Set(*i, value(tx, rcx, field, form)?)),
        _ => Ok(BulkAction::Withdraw),
    }
}

/// Asks what is needed, tries it, or does it, as the form has come along.
pub(crate) async fn act(
    State(app): State<Shared>,
    head: RequestHead,
    Path(ledger): Path<String>,
    Posted(form): Posted,
) -> Response {
    match form.get(STEP) {
        Some("run") => {
            let (name, posted) = (ledger.clone(), form.clone());
            let run = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| run(tx, rcx, cx, &name, &posted);
            let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
                let ledger = rcx.viewer.may_write(rcx.sys, &ledger)?.ledger;
                Ok(asking(tx, rcx, ledger, &form, Some(refusal))?.refused(refusal))
            };
            app.act(head, run, refused).await
        }
        Some("try") => app.trial(head, move |tx, rcx, cx| tried(tx, rcx, cx, &ledger, &form)).await,
        _ => {
            app.page(head, move |tx, rcx| {
                let found = rcx.viewer.may_read(rcx.sys, &ledger)?;
                if form.get(ALL).is_none() && form.get(PICK).is_none() {
                    return unpicked(found, &form);
                }
                match task(found, &form)? {
                    Task::Export => export(tx, rcx, found, &form),
                    _ => {
                        let ledger = rcx.viewer.may_write(rcx.sys, found.name)?.ledger;
                        asking(tx, rcx, ledger, &form, None)
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
fn export(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, form: &Params) -> Result<Content> {
    let mut params = Params::of_query(form.raw("query").unwrap_or_default())?;
    if form.get(ALL).is_none() {
        let picked = picked(tx, rcx, ledger, form)?;
        params.0.extend(picked.iter().map(|(id, _)| (listing::RECORD.to_owned(), id.to_string())));
    }
    Ok(Content::moved(format!("/l/{}/export.xlsx?{}", ledger.name, links::written(&params.0))))
}

fn run(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, ledger: &str, form: &Params) -> Result<String> {
    let may = rcx.viewer.may_write(rcx.sys, ledger)?;
    let task = task(may.ledger, form)?;
    let records = picked(tx, rcx, may.ledger, form)?;
    let action = action(tx, rcx, &task, form)?;
    let reason = form.raw(reason_name(may.ledger)).unwrap_or_default();
    let outcome = bulk::run(tx, rcx.sys, cx, &may, &records, &action, reason)?;
    let id = bulk::keep(tx, cx, may.ledger.name, &outcome)?;
    Ok(format!("{}/bulk/{id}", links::list(may.ledger.name)))
}

/// What every step carries along: the action, and the records with the states seen.
fn carried(form: &Params, records: &[Seen], step: &str) -> Vec<FormField> {
    let mut fields =
        vec![FormField::hidden(ACTION, form.get(ACTION).unwrap_or_default()), FormField::hidden(STEP, step)];
    fields.extend(records.iter().map(|(id, entry)| FormField::hidden(PICK, format!("{id}.{entry}"))));
    fields
}

/// "Withdraw · 12 records".
fn title(rcx: &RequestCx<'_>, task: &Task<'_>, count: usize) -> String {
    let action = match task {
        Task::Set(_, field) => tr_args(rcx.lang, "bulk-set", &[("field", rcx.t(field.title).into())]),
        _ => tr(rcx.lang, "record-withdraw").into_owned(),
    };
    format!("{action} · {}", tr_args(rcx.lang, "list-rows", &[("count", Arg::from(count))]))
}

/// The page that asks for the value and the reason.
fn asking(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    given: &Params,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let task = task(ledger, given)?;
    let records = picked(tx, rcx, ledger, given)?;
    let whole = asking_form(tx, rcx, ledger, given, refused, &records)?;
    let title = title(rcx, &task, records.len());
    let main = html! { (heading(&title, rcx.t(ledger.title), html! {})) (whole) };
    Ok(framed(rcx, ledger, title, main).with_script("work.js"))
}

/// The form for the value and the reason, as it was filled in.
fn asking_form(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    given: &Params,
    refused: Option<&Refusal>,
    records: &[Seen],
) -> Result<Markup> {
    let mut fields = carried(given, records, "try");
    if let Task::Set(_, field) = task(ledger, given)? {
        let text = given.raw(VALUE).unwrap_or_default().to_owned();
        let made = control(tx, rcx, field, text, &[])?;
        // Which records must have a value their own checks say.
        fields.push(FormField { name: VALUE.into(), required: false, purpose: None, ..made });
    }
    let why = given.raw(reason_name(ledger)).unwrap_or_default().to_owned();
    fields.push(reason_for(rcx, ledger).value(why));
    let whole = Form {
        action: format!("{}/bulk", links::list(ledger.name)),
        fields: with_errors(rcx, fields, refused),
        submit: tr(rcx.lang, "bulk-try").into_owned(),
        focus: true,
        cancel_href: Some(links::list(ledger.name)),
        error_summary: whole_errors(rcx, ledger, refused),
        ..Form::default()
    };
    Ok(form(rcx.lang, &whole))
}

/// The page that tells what it would come to.
fn tried(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, ledger: &str, given: &Params) -> Result<Content> {
    let may = rcx.viewer.may_write(rcx.sys, ledger)?;
    let ledger = may.ledger;
    let task = task(ledger, given)?;
    let records = picked(tx, rcx, ledger, given)?;
    let reason = given.raw(reason_name(ledger)).unwrap_or_default();
    let known = names(tx, rcx, ledger, &records)?;
    let outcome = action(tx, rcx, &task, given)
        .and_then(|d| bulk::trial(tx, rcx.sys, cx, &may, &records, &d, reason).map(|o| (d, o)));
    let (action, outcome) = match outcome {
        Ok(found) => found,
        Err(e) => {
            let refusal = hangji_web_core::error::refusal(e)?;
            return Ok(asking(tx, rcx, ledger, given, Some(&refusal))?.refused(&refusal));
        }
    };
    let mut fields = carried(given, &records, "run");
    fields.push(FormField::hidden(reason_name(ledger), reason.to_owned()));
    fields.push(FormField::hidden(VALUE, given.raw(VALUE).unwrap_or_default().to_owned()));
    let count = outcome.done.len();
    let whole = Form {
        action: format!("{}/bulk", links::list(ledger.name)),
        fields,
        submit: tr_args(rcx.lang, "bulk-do", &[("count", count.into())]),
        cancel_href: Some(links::list(ledger.name)),
        ..Form::default()
    };
    let title = title(rcx, &task, records.len());
    let main = html! {
        (heading(&title, rcx.t(ledger.title), html! {}))
        @if !outcome.refused.is_empty() {
            (notice(Colour::Warn, html! { (told(rcx, "bulk-would-refuse", outcome.refused.len())) }))
            (refusals(rcx, ledger, &outcome, &known))
        }
        @if count > 0 {
            (card(&told(rcx, "bulk-would-do", count), html! {}, changes(rcx, ledger, &outcome, &known, &action, given)))
            (form(rcx.lang, &whole))
        } @else {
            (asking_form(tx, rcx, ledger, given, None, &records)?)
            p { (button_link(&links::list(ledger.name), &tr(rcx.lang, "bulk-back"), false)) }
        }
    };
    Ok(framed(rcx, ledger, title, main).with_script("work.js"))
}

fn told(rcx: &RequestCx<'_>, key: &str, count: usize) -> String {
    tr_args(rcx.lang, key, &[("count", count.into())])
}

/// The records of a form that the viewer sees.
fn names(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, records: &[Seen]) -> Result<Vec<Line>> {
    let ids: Vec<Id> = records.iter().map(|(id, _)| *id).collect();
    let count = ids.len() as i64;
    let wanted = Wanted { filters: vec![Filter::Records(ids)], states: States::All, ..Wanted::default() };
    list::lines(tx, rcx.sys, &rcx.scope, ledger, &wanted, count, 0, count)
}

/// A record with the way to it, if the viewer sees it; as it was named otherwise.
fn link(rcx: &RequestCx<'_>, ledger: &Ledger, known: &[Line], id: Id) -> Td {
    match known.iter().find(|l| l.record.id == id) {
        Some(line) => Td::link(&links::record(ledger.name, id), &listing::name(rcx, ledger, line)).heading(),
        None => Td::text(&id.to_string()).heading(),
    }
}

fn refusals(rcx: &RequestCx<'_>, ledger: &Ledger, outcome: &Outcome, known: &[Line]) -> Markup {
    let lang = rcx.lang;
    let why = |zh: &str, en: &str| hangji_platform::Message::new(zh, en).in_(platform(lang)).to_owned();
    let rows = outcome.refused.iter().map(|(id, zh, en)| vec![link(rcx, ledger, known, *id), Td::text(&why(zh, en))]);
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
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    outcome: &Outcome,
    known: &[Line],
    action: &BulkAction,
    form: &Params,
) -> Markup {
    let lang = rcx.lang;
    let mut columns = vec![Col::text(tr(lang, "term-record")), Col::text(tr(lang, "term-organisation"))];
    if let BulkAction::Set(..) = action {
        columns.extend(["history-before", "history-after"].map(|k| Col::text(tr(lang, k))));
    }
    let rows = outcome.done.iter().map(|id| {
        let line = known.iter().find(|l| l.record.id == *id);
        let mut row = vec![link(rcx, ledger, known, *id), Td::text(line.map_or("", |l| &l.org_name))];
        if let (BulkAction::Set(i, value), Some(line)) = (action, line) {
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
    head: RequestHead,
    Path((ledger, id)): Path<(String, String)>,
) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        let ledger = rcx.viewer.may_read(rcx.sys, &ledger)?;
        let found = match id.parse() {
            Ok(id) => bulk::kept(tx, rcx.viewer.account, ledger.name, id)?,
            Err(_) => None,
        };
        let Some(outcome) = found else { return Err(Refusal::NotFound(message("bulk-none", &[])).into()) };
        let all: Vec<Seen> =
            outcome.done.iter().chain(outcome.refused.iter().map(|(id, ..)| id)).map(|id| (*id, 0)).collect();
        let known = names(tx, rcx, ledger, &all)?;
        let lang = rcx.lang;
        let columns = Column::usual(ledger);
        let lines = outcome.done.iter().filter_map(|id| known.iter().find(|l| l.record.id == *id));
        let table = Table {
            caption: tr(lang, "bulk-changes").into_owned(),
            columns: listing::heads(rcx, ledger, &columns),
            rows: lines.map(|l| listing::cells(rcx, ledger, &columns, l)).collect(),
            empty: tr(lang, "bulk-nothing").into_owned(),
            ..Table::default()
        };
        let title = told(rcx, "bulk-done", outcome.done.len());
        let main = html! {
            (heading(&title, rcx.t(ledger.title), button_link(&links::list(ledger.name), &tr(lang, "bulk-back"), true)))
            @if !outcome.refused.is_empty() {
                (notice(Colour::Warn, html! { (told(rcx, "bulk-left", outcome.refused.len())) }))
                (refusals(rcx, ledger, &outcome, &known))
            }
            (card(&tr(lang, "bulk-changes"), html! {}, data_table(lang, &table)))
        };
        Ok(framed(rcx, ledger, title, main))
    })
    .await
}

fn framed(rcx: &RequestCx<'_>, ledger: &Ledger, title: String, main: Markup) -> Content {
    let list = links::list(ledger.name);
    let crumbs = vec![(rcx.t(ledger.title).to_owned(), Some(list.clone())), (title.clone(), None)];
    Content::new(title, list, main).at(crumbs)
}
