//! What people are owed who have no account and come in person (PIPL §45–47, §50): whoever answers requests shows them what
//! is held, makes the copy, and writes their request down. Within the viewer's own scope, like every list.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::Ledger;
use hangji_platform::ledger::declare::PEOPLE;
use hangji_platform::ledger::list::Line;
use hangji_platform::privacy::access_log::{self, LONGEST_WHY, Need, Taken, WHY};
use hangji_platform::privacy::requests;
use hangji_platform::privacy::subject_access::{self, Held};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{
    FieldKind, Form, FormField, Kind as Colour, button_link, card, empty_state, form, heading, notice, pad,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::with_errors;
use hangji_web_core::links::{self, REQUESTS, person_data};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, platform};
use hangji_web_core::{download, facts, listing};

use super::subject_access::{Tried, held_card, looked, record_main, requests_card, wish};
use super::subject_access_file::MOST;
use crate::pages::account::refused_page;

/// Records of each ledger on the page, and looks at them.
const ROWS: i64 = 100;
/// What a copy is made for.
const PURPOSE: &str = "request";

/// The person of an address with their name, if the viewer sees them and serves them.
fn find(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: &str) -> Result<(Id, String)> {
    let (ledger, line) = facts::find(tx, rcx, PEOPLE, id)?;
    if !requests::serves(rcx.sys, &rcx.viewer, line.record.id) {
        return Err(Refusal::NotFound(message("no-record", &[])).into());
    }
    Ok((line.record.id, listing::name(rcx, ledger, &line)))
}

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        content(tx, rcx, &id, &Params::default(), None)
    })
    .await
}

fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    id: &str,
    given: &Params,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let (person, name) = find(tx, rcx, id)?;
    let viewer = Some(&rcx.viewer);
    let held = subject_access::held(tx, rcx.sys, viewer, person, ROWS)?;
    let title = tr_args(lang, "privacy-for-title", &[("name", (&name).into())]);
    let head = requests::of_person(tx, rcx.sys, &rcx.viewer, person)?;
    let looks = access_log::at_person(tx, rcx.sys, viewer, person, ROWS)?;
    let base = person_data(person);
    let main = html! {
        @if let Some(refusal) = refused.filter(|r| !matches!(r, Refusal::Invalid(_))) {
            (notice(Colour::Bad, html! { (refusal.text(platform(lang))) }))
        }
        @else if rcx.head.params.get("saved").is_some() {
            (notice(Colour::Good, html! { (tr(lang, "privacy-asked")) }))
        }
        (heading(&title, &tr(lang, "privacy-for-about"), button_link(REQUESTS, &tr(lang, "privacy-requests-title"), false)))
        (requests_card(rcx, &head, false))
        @if held.is_empty() { (empty_state(&tr(lang, "privacy-nothing-held"), "")) }
        @for part in &held { (held_card(rcx, part, &base)) }
        (card(&tr(lang, "privacy-copy"), html! {}, copying(rcx, &base, given, refused)))
        (looked(tx, rcx, &looks)?)
    };
    Ok(Content::new(title, links::list(PEOPLE), main).at(crumbs(rcx, person, &name)))
}

fn crumbs(rcx: &RequestCx<'_>, person: Id, name: &str) -> Vec<(String, Option<String>)> {
    vec![
        (name.to_owned(), Some(links::record(PEOPLE, person))),
        (tr(rcx.lang, "privacy-for-link").into_owned(), Some(person_data(person))),
    ]
}

fn copying(rcx: &RequestCx<'_>, base: &str, given: &Params, refused: Option<&Refusal>) -> Markup {
    let lang = rcx.lang;
    let why =
        FormField::new(WHY, tr(lang, "privacy-copy-why"), FieldKind::Text { max: u32::try_from(LONGEST_WHY).ok() })
            .required()
            .value(given.raw(WHY).unwrap_or_default());
    let whole = Form {
        action: format!("{base}/copy"),
        fields: with_errors(rcx, vec![why], refused),
        submit: tr(lang, "privacy-copy-make").into_owned(),
        ..Form::default()
    };
    html! { (pad(html! { p { (tr(lang, "privacy-copy-words")) } })) (form(lang, &whole)) }
}

/// A copy of what the viewer sees about the person, as a workbook; it stands in the journal before it is sent.
pub(crate) async fn copy(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(sent): Posted,
) -> Response {
    let (inner, given, place, words) = (app.clone(), head.clone(), id.clone(), sent.clone());
    let done = app.db.write_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        rcx.viewer.may_change()?;
        let (person, name) = find(tx, &rcx, &place)?;
        let need = Need::stated(Some(PURPOSE), words.get(WHY))?;
        let path = download::fresh_path(&rcx, "xlsx")?;
        let held = subject_access::held(tx, rcx.sys, Some(&rcx.viewer), person, MOST)?;
        let open = rcx.viewer.may_unmask(PEOPLE);
        let rows = subject_access::write(&held, person, open, platform(rcx.lang), &path)?;
        let file = download::taken(&path)?;
        let mut cx = Cx::new(rcx.viewer.account, inner.clock, rcx.today)?;
        note(tx, &rcx, &mut cx, &held, person, open, rows, &need)?;
        Ok(Some((format!("{name}-{}.xlsx", rcx.today), file)))
    });
    match done.await {
        Ok(Some((name, file))) => download::attachment(&name, download::XLSX, file),
        Ok(None) => hangji_web_core::response::see_other("/login"),
        Err(e) => refused_page(app, head, e, move |tx, rcx, r| content(tx, rcx, &id, &sent, Some(r))).await,
    }
}

#[expect(clippy::too_many_arguments, reason = "what was taken, about whom, and why")]
fn note(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    cx: &mut Cx,
    held: &[Held<'_>],
    person: Id,
    open: bool,
    rows: usize,
    need: &Need,
) -> Result<()> {
    let taken = Taken { what: "held", rows, filter: "", columns: "", format: "xlsx" };
    let opened: Vec<Id> = held.iter().flat_map(|h| &h.lines).map(|l| l.record.id).filter(|id| *id == person).collect();
    match open && !opened.is_empty() {
        true => access_log::took_opened(tx, cx, rcx.sys.ledger(PEOPLE)?, &opened, taken, need),
        false => access_log::took(tx, cx, taken),
    }
}

/// A record about the person, within what the viewer sees.
fn find_record<'v>(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'v>,
    (person, ledger, id): &(String, String, String),
) -> Result<(Id, String, &'v Ledger, Line)> {
    let none = || Refusal::NotFound(message("no-record", &[]));
    let (person, name) = find(tx, rcx, person)?;
    let ledger = rcx.viewer.may_read(rcx.sys, ledger)?;
    let id: Id = id.parse().map_err(|_| none())?;
    let line = subject_access::one(tx, rcx.sys, Some(&rcx.viewer), ledger, person, id)?.ok_or_else(none)?;
    Ok((person, name, ledger, line))
}

/// The record with the forms that write a request down.
pub(crate) async fn record(
    State(app): State<Shared>,
    head: RequestHead,
    Path(at): Path<(String, String, String)>,
) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        record_page(tx, rcx, &at, &Params::default(), None)
    })
    .await
}

fn record_page(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    at: &(String, String, String),
    given: &Params,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let (person, name, ledger, line) = find_record(tx, rcx, at)?;
    let base = person_data(person);
    let (title, main) = record_main(tx, rcx, ledger, &line, false, &base, &Tried { given, refused })?;
    let mut crumbs = crumbs(rcx, person, &name);
    crumbs.push((title.clone(), None));
    Ok(Content::new(title, links::list(PEOPLE), main).at(crumbs))
}

/// Writes a request of the person down.
pub(crate) async fn ask(
    State(app): State<Shared>,
    head: RequestHead,
    Path(at): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Response {
    let (place, given) = (at.clone(), sent.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (person, _, ledger, line) = find_record(tx, rcx, &place)?;
        requests::ask_for(tx, rcx.sys, cx, &rcx.viewer, person, wish(ledger, &line, &given))?;
        Ok(format!("{}?saved=1", person_data(person)))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        Ok(record_page(tx, rcx, &at, &sent, Some(refusal))?.refused(refusal))
    };
    app.act(head, act, refused).await
}
