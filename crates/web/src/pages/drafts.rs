//! One's own drafts: listed, taken up again, thrown away. Nobody else's are ever shown.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{Col, Kind as Colour, Table, Td, card, data_table, heading, notice, post_button, tag};
use hangji_pages::{Markup, html, tr, tr_args};
use hangji_platform::ledger::{Ledger, Sensitivity};
use hangji_platform::tree::lookup;
use hangji_platform::work::drafts::{self, Draft};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};

use super::record_form;
use crate::answer::Content;
use crate::conditions::value_words;
use crate::request::{Asked, ORG, Shared, Visit, short};
use crate::words::{moment, platform, said};
use crate::{error, links};

/// How much of what was typed names a draft.
const SHOWN: usize = 3;
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
    let found = drafts::list(tx, visit.sys, visit.viewer.account)?;
    let columns = ["term-ledger", "draft-what", "draft-when", "draft-why", "draft-do"];
    let table = Table {
        caption: tr(lang, "drafts-title").into_owned(),
        columns: columns.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: found.iter().map(|d| row(tx, visit, d)).collect::<Result<_>>()?,
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

fn row(tx: &mut Tx<'_>, visit: &Visit<'_>, draft: &Draft) -> Result<Vec<Td>> {
    let lang = visit.lang;
    let title = visit.sys.ledger(&draft.unsent.ledger).map_or("", |l| visit.t(l.title));
    let (colour, why) = if draft.lost { (Colour::Warn, "draft-lost") } else { (Colour::Plain, "draft-kept") };
    Ok(vec![
        Td::text(title),
        Td::link(&links::draft(draft.id), &name(tx, visit, draft)?).heading(),
        Td::text(&moment(draft.at)),
        Td::of(tag(colour, &tr(lang, why))),
        Td::of(post_button(&format!("{}/discard", links::draft(draft.id)), &tr(lang, "draft-discard"), false)),
    ])
}

/// What a draft is called: what it is for, and the first that was typed of what is not masked, in words.
fn name(tx: &mut Tx<'_>, visit: &Visit<'_>, draft: &Draft) -> Result<String> {
    let deed = tr(visit.lang, if draft.unsent.record.is_some() { "record-amend" } else { "list-add" });
    let Ok(ledger) = visit.sys.ledger(&draft.unsent.ledger) else { return Ok(deed.into_owned()) };
    let typed = |name: &str| {
        let found = draft.unsent.form.iter().find(|(n, v)| n == name && !v.trim().is_empty());
        found.map(|(_, v)| v.trim())
    };
    let mut words = vec![deed.into_owned()];
    if let Some(text) = typed(ORG) {
        // What is in nobody's sight any more goes by what was typed.
        let found = lookup::by_code(tx, &visit.scope, text).map(|org| org.name);
        words.push(found.or_else(|e| error::refusal(e).map(|_| text.to_owned()))?);
    }
    for field in ledger.fields.iter().filter(|f| f.sensitivity != Sensitivity::Masked) {
        if let Some(text) = typed(field.name).filter(|_| words.len() <= SHOWN) {
            words.push(value_words(tx, visit, field, text)?);
        }
    }
    Ok(words.iter().map(|w| short(w)).collect::<Vec<_>>().join(" · "))
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
    // No draft has the id 0.
    own(tx, visit, id.parse().unwrap_or_default())
}

/// A draft of the viewer's own.
pub(crate) fn own(tx: &mut Tx<'_>, visit: &Visit<'_>, id: Id) -> Result<Draft> {
    let found = drafts::one(tx, visit.sys, visit.viewer.account, id)?;
    found.ok_or_else(|| Refusal::NotFound(said("draft-none", &[])).into())
}

/// A line above a ledger's list that leads to the drafts of it.
pub(crate) fn waiting(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger) -> Result<Markup> {
    let count = drafts::count(tx, visit.viewer.account, ledger.name)?;
    Ok(html! {
        @if count > 0 {
            (notice(Colour::Info, html! {
                a href=(PLACE) { (tr_args(visit.lang, "drafts-waiting", &[("count", count.into())])) }
            }))
        }
    })
}
