//! A record: its facts with what they are needed for, what it refers to, and its history.

pub(crate) mod annotations;
pub(crate) mod masks;

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::annotations::AnnotatedRecord;
use hangji_platform::ledger::declare::PEOPLE;
use hangji_platform::ledger::list::Line;
use hangji_platform::ledger::{Ledger, State as Standing};
use hangji_platform::privacy::requests;
use hangji_platform::{Refusal, Result, tree};
use hangji_store::Tx;
use hangji_ui::components::{
    Form, Kind as Colour, button_link, card, columns, facts, form, heading, history, notice, pad,
};
use hangji_ui::{Markup, html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::facts::{find, items};
use hangji_web_core::fields::{reason_for, seen_field};
use hangji_web_core::paging::org_crumbs;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::words::platform;
use hangji_web_core::{links, listing};

use self::masks::Masks;

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

/// The page, with what was refused on top.
pub(crate) fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &str,
    id: &str,
    refused: Option<&Refusal>,
) -> Result<Content> {
    page(tx, rcx, ledger, id, refused, &Masks::Closed)
}

/// The page with its masked fields as they are to be shown.
pub(crate) fn page(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &str,
    id: &str,
    refused: Option<&Refusal>,
    masks: &Masks,
) -> Result<Content> {
    let (ledger, line) = find(tx, rcx, ledger, id)?;
    let annotated = AnnotatedRecord::of(tx, &rcx.viewer, ledger, line)?;
    let (line, writes, lang) = (&annotated.line, annotated.writes, rcx.lang);
    let withdrawn = line.record.state == Standing::Withdrawn;
    let title = listing::name(rcx, ledger, line);
    let mut names = hangji_web_core::history::Names::default();
    let changes = hangji_web_core::history::of(tx, rcx, ledger, line.record.id, &mut names)?;
    let items = items(tx, rcx, ledger, line, masks.are_open())?;
    let cards = annotations::cards(tx, rcx, &annotated, &mut names)?;
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
                (masks::part(rcx, ledger, line, masks))
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
            (button_link(&links::person_data(line.record.id), &tr(rcx.lang, "privacy-for-link"), false))
        }
        @if let Some(href) = org { (button_link(&href, &tr(rcx.lang, "organisation-page"), false)) }
        @if may_amend {
            (button_link(&format!("{}/amend", links::record(ledger.name, line.record.id)), &tr(rcx.lang, "record-amend"), true))
        }
    }
}

/// The small form that withdraws a record, or puts it back, with a reason.
fn undoing(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, withdrawn: bool) -> Markup {
    let lang = rcx.lang;
    let (act, words) = if withdrawn { ("restore", "record-restore") } else { ("withdraw", "record-withdraw") };
    let whole = Form {
        action: format!("{}/{act}", links::record(ledger.name, line.record.id)),
        fields: vec![reason_for(rcx, ledger), seen_field(line)],
        submit: tr(lang, words).into_owned(),
        ..Form::default()
    };
    card(&tr(lang, words), html! {}, form(lang, &whole))
}
