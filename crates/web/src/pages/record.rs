//! A record: its facts with what they are needed for, what it refers to, and its history.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{
    FieldKind, Form, FormField, Kind as Colour, button_link, card, columns, facts, form, heading, history, notice, pad,
};
use hangji_pages::{Markup, html, tr};
use hangji_platform::beside::Beside;
use hangji_platform::ledger::declare::PEOPLE;
use hangji_platform::ledger::list::{self, Line, shown};
use hangji_platform::ledger::{Field, Kind, Ledger, State as Standing, Value};
use hangji_platform::privacy::requests;
use hangji_platform::{Refusal, Result, tree};
use hangji_store::{Id, Tx};

use super::ledger_list::org_crumbs;
use super::{privacy, unmask};
use crate::answer::Content;
use crate::request::{Asked, Shared, Visit};
use crate::words::{platform, said};
use crate::{links, listing};

/// The page.
pub(crate) async fn show(
    State(app): State<Shared>,
    asked: Asked,
    Path((ledger, id)): Path<(String, String)>,
) -> Response {
    app.page(asked, move |tx, visit| {
        visit.asked.params.only_of(&["saved"])?;
        content(tx, visit, &ledger, &id, None)
    })
    .await
}

/// The ledger and the record of an address, in the words for what does not exist if the viewer may not see them.
pub(crate) fn find<'v>(tx: &mut Tx<'_>, visit: &Visit<'v>, ledger: &str, id: &str) -> Result<(&'v Ledger, Line)> {
    let none = || Refusal::NotFound(said("no-record", &[]));
    let ledger = visit.viewer.may_read(visit.sys, ledger)?;
    let id: Id = id.parse().map_err(|_| none())?;
    let line = list::one(tx, visit.sys, &visit.scope, ledger, id)?;
    line.map(|l| (ledger, l)).ok_or_else(|| none().into())
}

/// The page, with what was refused on top.
pub(crate) fn content(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    ledger: &str,
    id: &str,
    refused: Option<&Refusal>,
) -> Result<Content> {
    page(tx, visit, ledger, id, refused, &unmask::Masks::Closed)
}

/// The page with its masked fields as they are to be shown.
pub(crate) fn page(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    ledger: &str,
    id: &str,
    refused: Option<&Refusal>,
    masks: &unmask::Masks,
) -> Result<Content> {
    let (ledger, line) = find(tx, visit, ledger, id)?;
    let beside = Beside::of(tx, &visit.viewer, ledger, line)?;
    let (line, writes, lang) = (&beside.line, beside.writes, visit.lang);
    let withdrawn = line.record.state == Standing::Withdrawn;
    let title = listing::name(visit, ledger, line);
    let mut names = super::history::Names::default();
    let changes = super::history::of(tx, visit, ledger, line.record.id, &mut names)?;
    let items = items(tx, visit, ledger, line, masks.are_open())?;
    let cards = super::beside::cards(tx, visit, &beside, &mut names)?;
    let main = html! {
        @if let Some(refusal) = refused { (notice(Colour::Bad, html! { (refusal.text(platform(lang))) })) }
        @else if visit.asked.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "record-saved")) })) }
        (heading(&title, visit.t(ledger.title), actions(visit, ledger, line, writes && !withdrawn)))
        @if withdrawn { (notice(Colour::Warn, html! { (tr(lang, "record-withdrawn")) })) }
        (columns(
            html! {
                (card(&tr(lang, "record-facts"), html! {}, pad(facts(lang, &items))))
                (cards)
            },
            html! {
                (unmask::part(visit, ledger, line, masks))
                (card(&tr(lang, "record-history"), html! {}, history(lang, &changes)))
                @if writes { (undoing(visit, ledger, line, withdrawn)) }
            },
        ))
    };
    let mut crumbs =
        if visit.scope.has_org(tx, line.record.org)? { org_crumbs(tx, visit, line.record.org)? } else { vec![] };
    crumbs.push((visit.t(ledger.title).to_owned(), Some(links::list(ledger.name))));
    crumbs.push((title.clone(), None));
    Ok(Content::new(title, links::list(ledger.name), main).at(crumbs))
}

fn actions(visit: &Visit<'_>, ledger: &Ledger, line: &Line, may_amend: bool) -> Markup {
    let org = (ledger.name == tree::ORGANISATIONS).then(|| links::org(&line.org_code));
    let serves = ledger.name == PEOPLE && requests::serves(visit.sys, &visit.viewer, line.record.id);
    html! {
        @if serves {
            (button_link(&privacy::of_person(line.record.id), &tr(visit.lang, "privacy-for-link"), false))
        }
        @if let Some(href) = org { (button_link(&href, &tr(visit.lang, "organisation-page"), false)) }
        @if may_amend {
            (button_link(&format!("{}/amend", links::record(ledger.name, line.record.id)), &tr(visit.lang, "record-amend"), true))
        }
    }
}

/// Label, value and purpose of each fact: the organisation, then every field, masked ones open or not.
pub(crate) fn items(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    ledger: &Ledger,
    line: &Line,
    opened: bool,
) -> Result<Vec<(String, Markup, Option<String>)>> {
    let mut items = Vec::with_capacity(ledger.fields.len() + 1);
    if !ledger.is_tree {
        let seen = visit.scope.has_org(tx, line.record.org)?;
        let name = html! {
            @if seen { a href=(links::org(&line.org_code)) { (line.org_name) } } @else { (line.org_name) }
        };
        items.push((tr(visit.lang, "term-organisation").into_owned(), name, None));
    }
    for (i, field) in ledger.fields.iter().enumerate() {
        let value = fact(tx, visit, ledger, line, i, opened)?;
        items.push((visit.t(field.title).to_owned(), value, purpose(visit, field)));
    }
    Ok(items)
}

fn fact(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger, line: &Line, i: usize, opened: bool) -> Result<Markup> {
    let (field, value) = (&ledger.fields[i], &line.record.values[i]);
    let text = shown(field, value, line.names[i].as_deref(), platform(visit.lang), opened);
    let href = match (field.kind, value) {
        (Kind::Record(other), Value::Int(id)) => reference(tx, visit, other, Id(*id))?,
        _ => None,
    };
    Ok(html! {
        @if text.is_empty() { span.none { (tr(visit.lang, "record-unfilled")) } }
        @else if let Some(href) = href { a href=(href) { (text) } }
        @else { (text) @if let Some(unit) = field.unit { " " (visit.t(unit)) } }
    })
}

/// Where a reference leads, if the viewer may go there.
fn reference(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &str, id: Id) -> Result<Option<String>> {
    let Ok(ledger) = visit.viewer.may_read(visit.sys, ledger) else { return Ok(None) };
    let found = list::one(tx, visit.sys, &visit.scope, ledger, id)?;
    Ok(found.map(|l| if ledger.is_tree { links::org(&l.org_code) } else { links::record(ledger.name, id) }))
}

/// Who needs a field and where it is reused.
pub(crate) fn purpose(visit: &Visit<'_>, field: &Field) -> Option<String> {
    let p = field.purpose?;
    let (who, whence) = (tr(visit.lang, "form-who-needs"), tr(visit.lang, "form-where-reused"));
    let colon = tr(visit.lang, "colon");
    Some(format!("{who}{colon}{} · {whence}{colon}{}", visit.t(p.needed_by), visit.t(p.reused_in)))
}

/// The small form that withdraws a record, or puts it back, with a reason.
fn undoing(visit: &Visit<'_>, ledger: &Ledger, line: &Line, withdrawn: bool) -> Markup {
    let lang = visit.lang;
    let (act, words) = if withdrawn { ("restore", "record-restore") } else { ("withdraw", "record-withdraw") };
    let whole = Form {
        action: format!("{}/{act}", links::record(ledger.name, line.record.id)),
        fields: vec![reason_for(visit, ledger), seen(line)],
        submit: tr(lang, words).into_owned(),
        ..Form::default()
    };
    card(&tr(lang, words), html! {}, form(lang, &whole))
}

/// The reason of an act, as a form sends it.
pub(crate) const REASON: &str = "reason";
/// The same, where the ledger has a field of its own that is called so.
pub(crate) const WHY: &str = "why";

/// As what the reason of an act on a ledger's records is sent.
pub(crate) fn reason_name(ledger: &Ledger) -> &'static str {
    if ledger.position(REASON).is_some() { WHY } else { REASON }
}

/// The field for the reason of an act on a ledger's records.
pub(crate) fn reason_for(visit: &Visit<'_>, ledger: &Ledger) -> FormField {
    FormField { name: reason_name(ledger).into(), ..reason(visit) }
}

/// The field for a reason.
pub(crate) fn reason(visit: &Visit<'_>) -> FormField {
    FormField {
        name: REASON.into(),
        label: tr(visit.lang, "record-reason").into_owned(),
        required: true,
        hint: Some(tr(visit.lang, "record-reason-hint").into_owned()),
        kind: FieldKind::Text { max: Some(500) },
        ..FormField::default()
    }
}

/// The entry whose state the viewer sees, sent along so that nobody's change is lost.
pub(crate) fn seen(line: &Line) -> FormField {
    FormField {
        name: "seen".into(),
        kind: FieldKind::Hidden,
        value: line.record.entry.to_string(),
        ..FormField::default()
    }
}
