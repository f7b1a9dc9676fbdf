//! One's own drafts: listed, taken up again, thrown away. Nobody else's are ever shown.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{Col, Kind as Colour, Table, Td, card, data_table, heading, notice, post_button, tag};
use hangji_pages::{Markup, html, tr, tr_args};
use hangji_platform::ledger::Ledger;
use hangji_platform::work::drafts::{self, Draft};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::Tx;

use super::record_form;
use crate::answer::Content;
use crate::links;
use crate::request::{Asked, ORG, Shared, Visit};
use crate::words::{moment, platform, said};

/// Where they are listed.
pub(crate) const PLACE: &str = "/drafts";

/// The list.
pub(crate) async fn list(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&["discarded"])?;
        content(tx, visit, None)
    })
    .await
}

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>, refused: Option<&Refusal>) -> Result<Content> {
    let lang = visit.lang;
    let found = drafts::list(tx, visit.viewer.account, None)?;
    let columns = ["term-ledger", "draft-what", "draft-when", "draft-why", "draft-do"];
    let table = Table {
        caption: tr(lang, "drafts-title").into_owned(),
        columns: columns.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: found.iter().map(|d| row(visit, d)).collect(),
        empty: tr(lang, "drafts-none").into_owned(),
        ..Table::default()
    };
    let title = tr(lang, "drafts-title");
    let main = html! {
        @if let Some(refusal) = refused { (notice(Colour::Bad, html! { (refusal.text(platform(lang))) })) }
        @else if visit.asked.params.get("discarded").is_some() {
            (notice(Colour::Good, html! { (tr(lang, "draft-discarded")) }))
        }
        (heading(&title, &tr(lang, "drafts-about"), html! {}))
        (card(&title, html! {}, data_table(lang, &table)))
    };
    Ok(Content::new(title.clone(), PLACE, main).at(vec![(title.into_owned(), None)]))
}

fn row(visit: &Visit<'_>, draft: &Draft) -> Vec<Td> {
    let lang = visit.lang;
    let title = visit.sys.ledger(&draft.unsent.ledger).map_or("", |l| visit.t(l.title));
    let (colour, why) = if draft.lost { (Colour::Warn, "draft-lost") } else { (Colour::Plain, "draft-kept") };
    vec![
        Td::text(title),
        Td::link(&links::draft(draft.id), &name(visit, draft)).heading(),
        Td::text(&moment(draft.at)),
        Td::of(tag(colour, &tr(lang, why))),
        Td::of(post_button(&format!("{}/discard", links::draft(draft.id)), &tr(lang, "draft-discard"), false)),
    ]
}

/// What a draft is called: what it is for, and the first that was typed.
fn name(visit: &Visit<'_>, draft: &Draft) -> String {
    let deed = tr(visit.lang, if draft.unsent.record.is_some() { "record-amend" } else { "list-add" });
    let Ok(ledger) = visit.sys.ledger(&draft.unsent.ledger) else { return deed.into_owned() };
    let typed = |name: &str| {
        let found = draft.unsent.form.iter().find(|(n, v)| n == name && !v.trim().is_empty());
        found.map(|(_, v)| crate::request::short(v.trim()))
    };
    let words: Vec<String> =
        [ORG].into_iter().chain(ledger.fields.iter().map(|f| f.name)).filter_map(typed).take(3).collect();
    if words.is_empty() { deed.into_owned() } else { format!("{deed} · {}", words.join(" · ")) }
}

/// The form, as it was left.
pub(crate) async fn resume(State(app): State<Shared>, asked: Asked, Path(id): Path<String>) -> Response {
    app.page(asked, move |tx, visit| {
        visit.asked.params.only_of(&["saved"])?;
        let draft = find(tx, visit, &id)?;
        record_form::of_draft(tx, visit, &draft)
    })
    .await
}

/// Throws one away.
pub(crate) async fn discard(State(app): State<Shared>, asked: Asked, Path(id): Path<String>) -> Response {
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, _: &mut Cx| {
        let draft = find(tx, visit, &id)?;
        drafts::discard(tx, visit.viewer.account, draft.id)?;
        Ok(format!("{PLACE}?discarded=1"))
    };
    app.act(asked, act, |tx, visit, refusal| Ok(content(tx, visit, Some(refusal))?.refused(refusal))).await
}

fn find(tx: &mut Tx<'_>, visit: &Visit<'_>, id: &str) -> Result<Draft> {
    let found = match id.parse() {
        Ok(id) => drafts::one(tx, visit.viewer.account, id)?,
        Err(_) => None,
    };
    found.ok_or_else(|| Refusal::NotFound(said("draft-none", &[])).into())
}

/// A line above a ledger's list that leads to the drafts of it.
pub(crate) fn waiting(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger) -> Result<Markup> {
    let found = drafts::list(tx, visit.viewer.account, Some(ledger.name))?;
    let count = found.len();
    Ok(html! {
        @if count > 0 {
            (notice(Colour::Info, html! {
                a href=(PLACE) { (tr_args(visit.lang, "drafts-waiting", &[("count", count.into())])) }
            }))
        }
    })
}
