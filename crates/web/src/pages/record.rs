//! A record: its facts with what they are needed for, what it refers to, and its history.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::annotations::AnnotatedRecord;
use hangji_platform::ledger::declare::PEOPLE;
use hangji_platform::ledger::list::{self, Line, shown};
use hangji_platform::ledger::{Field, Kind, Ledger, State as Standing, Value};
use hangji_platform::privacy::requests;
use hangji_platform::{Refusal, Result, tree};
use hangji_store::{Id, Tx};
use hangji_ui::components::{
    FieldKind, Form, FormField, Kind as Colour, button_link, card, columns, facts, form, heading, history, notice, pad,
};
use hangji_ui::{Markup, html, tr};

use super::ledger_list::org_crumbs;
use super::{privacy, unmask};
use crate::answer::Content;
use crate::request::{RequestCx, RequestHead, Shared};
use crate::words::{message, platform};
use crate::{links, listing};

/// The page.
pub(crate) async fn show(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id)): Path<(String, String)>,
) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        content(tx, rcx, &ledger, &id, None)
    })
    .await
}

/// The ledger and the record of an address, in the words for what does not exist if the viewer may not see them.
pub(crate) fn find<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, ledger: &str, id: &str) -> Result<(&'v Ledger, Line)> {
    let none = || Refusal::NotFound(message("no-record", &[]));
    let ledger = rcx.viewer.may_read(rcx.sys, ledger)?;
    let id: Id = id.parse().map_err(|_| none())?;
    let line = list::one(tx, rcx.sys, &rcx.scope, ledger, id)?;
    line.map(|l| (ledger, l)).ok_or_else(|| none().into())
}

/// The page, with what was refused on top.
pub(crate) fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &str,
    id: &str,
    refused: Option<&Refusal>,
) -> Result<Content> {
    page(tx, rcx, ledger, id, refused, &unmask::Masks::Closed)
}

/// The page with its masked fields as they are to be shown.
pub(crate) fn page(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &str,
    id: &str,
    refused: Option<&Refusal>,
    masks: &unmask::Masks,
) -> Result<Content> {
    let (ledger, line) = find(tx, rcx, ledger, id)?;
    let annotated = AnnotatedRecord::of(tx, &rcx.viewer, ledger, line)?;
    let (line, writes, lang) = (&annotated.line, annotated.writes, rcx.lang);
    let withdrawn = line.record.state == Standing::Withdrawn;
    let title = listing::name(rcx, ledger, line);
    let mut names = crate::history::Names::default();
    let changes = crate::history::of(tx, rcx, ledger, line.record.id, &mut names)?;
    let items = items(tx, rcx, ledger, line, masks.are_open())?;
    let cards = super::annotations::cards(tx, rcx, &annotated, &mut names)?;
    let main = html! {
        @if let Some(refusal) = refused { (notice(Colour::Bad, html! { (refusal.text(platform(lang))) })) }
        @else if rcx.head.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "record-saved")) })) }
        (heading(&title, rcx.t(ledger.title), actions(rcx, ledger, line, writes && !withdrawn)))
        @if withdrawn { (notice(Colour::Warn, html! { (tr(lang, "record-withdrawn")) })) }
        (columns(
            html! {
                (card(&tr(lang, "record-facts"), html! {}, pad(facts(lang, &items))))
                (cards)
            },
            html! {
                (unmask::part(rcx, ledger, line, masks))
                (card(&tr(lang, "record-history"), html! {}, history(lang, &changes)))
                @if writes { (undoing(rcx, ledger, line, withdrawn)) }
            },
        ))
    };
    let mut crumbs =
        if rcx.scope.has_org(tx, line.record.org)? { org_crumbs(tx, rcx, line.record.org)? } else { vec![] };
    crumbs.push((rcx.t(ledger.title).to_owned(), Some(links::list(ledger.name))));
    crumbs.push((title.clone(), None));
    Ok(Content::new(title, links::list(ledger.name), main).at(crumbs))
}

fn actions(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, may_amend: bool) -> Markup {
    let org = (ledger.name == tree::ORGANISATIONS).then(|| links::org(&line.org_code));
    let serves = ledger.name == PEOPLE && requests::serves(rcx.sys, &rcx.viewer, line.record.id);
    html! {
        @if serves {
            (button_link(&privacy::of_person(line.record.id), &tr(rcx.lang, "privacy-for-link"), false))
        }
        @if let Some(href) = org { (button_link(&href, &tr(rcx.lang, "organisation-page"), false)) }
        @if may_amend {
            (button_link(&format!("{}/amend", links::record(ledger.name, line.record.id)), &tr(rcx.lang, "record-amend"), true))
        }
    }
}

/// Label, value and purpose of each fact: the organisation, then every field, masked ones open or not.
pub(crate) fn items(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    line: &Line,
    opened: bool,
) -> Result<Vec<(String, Markup, Option<String>)>> {
    let mut items = Vec::with_capacity(ledger.fields.len() + 1);
    if !ledger.is_tree {
        let seen = rcx.scope.has_org(tx, line.record.org)?;
        let name = html! {
            @if seen { a href=(links::org(&line.org_code)) { (line.org_name) } } @else { (line.org_name) }
        };
        items.push((tr(rcx.lang, "term-organisation").into_owned(), name, None));
    }
    for (i, field) in ledger.fields.iter().enumerate() {
        let value = fact(tx, rcx, ledger, line, i, opened)?;
        items.push((rcx.t(field.title).to_owned(), value, purpose(rcx, field)));
    }
    Ok(items)
}

fn fact(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, i: usize, opened: bool) -> Result<Markup> {
    let (field, value) = (&ledger.fields[i], &line.record.values[i]);
    let text = shown(field, value, line.names[i].as_deref(), platform(rcx.lang), opened);
    let href = match (field.kind, value) {
        (Kind::Record(other), Value::Int(id)) => reference(tx, rcx, other, Id(*id))?,
        _ => None,
    };
    Ok(html! {
        @if text.is_empty() { span.none { (tr(rcx.lang, "record-unfilled")) } }
        @else if let Some(href) = href { a href=(href) { (text) } }
        @else { (text) @if let Some(unit) = field.unit { " " (rcx.t(unit)) } }
    })
}

/// Where a reference leads, if the viewer may go there.
fn reference(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &str, id: Id) -> Result<Option<String>> {
    let Ok(ledger) = rcx.viewer.may_read(rcx.sys, ledger) else { return Ok(None) };
    let found = list::one(tx, rcx.sys, &rcx.scope, ledger, id)?;
    Ok(found.map(|l| if ledger.is_tree { links::org(&l.org_code) } else { links::record(ledger.name, id) }))
}

/// Who needs a field and where it is reused.
pub(crate) fn purpose(rcx: &RequestCx<'_>, field: &Field) -> Option<String> {
    let p = field.purpose?;
    let (who, whence) = (tr(rcx.lang, "form-who-needs"), tr(rcx.lang, "form-where-reused"));
    let colon = tr(rcx.lang, "colon");
    Some(format!("{who}{colon}{} · {whence}{colon}{}", rcx.t(p.needed_by), rcx.t(p.reused_in)))
}

/// The small form that withdraws a record, or puts it back, with a reason.
fn undoing(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, withdrawn: bool) -> Markup {
    let lang = rcx.lang;
    let (act, words) = if withdrawn { ("restore", "record-restore") } else { ("withdraw", "record-withdraw") };
    let whole = Form {
        action: format!("{}/{act}", links::record(ledger.name, line.record.id)),
        fields: vec![reason_for(rcx, ledger), seen(line)],
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
pub(crate) fn reason_for(rcx: &RequestCx<'_>, ledger: &Ledger) -> FormField {
    FormField { name: reason_name(ledger).into(), ..reason(rcx) }
}

/// The field for a reason.
pub(crate) fn reason(rcx: &RequestCx<'_>) -> FormField {
    FormField {
        name: REASON.into(),
        label: tr(rcx.lang, "record-reason").into_owned(),
        required: true,
        hint: Some(tr(rcx.lang, "record-reason-hint").into_owned()),
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
