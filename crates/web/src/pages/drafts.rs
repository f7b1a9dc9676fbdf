//! One's own drafts: listed, taken up again, thrown away. Nobody else's are ever shown.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::Sensitivity;
use hangji_platform::tree::lookup;
use hangji_platform::workspace::drafts::{self, Draft};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Col, Kind as Colour, Table, Td, card, data_table, heading, notice, post_button, tag};
use hangji_ui::{html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::conditions::value_words;
use hangji_web_core::error;
use hangji_web_core::links::{self, DRAFTS};
use hangji_web_core::request::{ORG, RequestCx, RequestHead, Shared, short};
use hangji_web_core::words::{message, moment, platform};

use super::record_form;

/// How much of what was typed names a draft.
const SHOWN: usize = 3;

/// The list.
pub(crate) async fn list(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["discarded"])?;
        content(tx, rcx, None)
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refused: Option<&Refusal>) -> Result<Content> {
    let lang = rcx.lang;
    let found = drafts::list(tx, rcx.sys, rcx.viewer.account)?;
    let columns = ["term-ledger", "draft-what", "draft-when", "draft-why", "draft-do"];
    let table = Table {
        caption: tr(lang, "drafts-title").into_owned(),
        columns: columns.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: found.iter().map(|d| row(tx, rcx, d)).collect::<Result<_>>()?,
        empty: tr(lang, "drafts-none").into_owned(),
        ..Table::default()
    };
    let title = tr(lang, "drafts-title");
    let main = html! {
        @if let Some(refusal) = refused { (notice(Colour::Bad, html! { (refusal.text(platform(lang))) })) }
        @else if rcx.head.params.get("discarded").is_some() {
            (notice(Colour::Good, html! { (tr(lang, "draft-discarded")) }))
        }
        (heading(&title, &tr(lang, "drafts-about"), html! {}))
        (card(&title, html! {}, data_table(lang, &table)))
    };
    Ok(Content::new(title.clone(), DRAFTS, main).at(vec![(title.into_owned(), None)]))
}

fn row(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, draft: &Draft) -> Result<Vec<Td>> {
    let lang = rcx.lang;
    let title = rcx.sys.ledger(&draft.unsent.ledger).map_or("", |l| rcx.t(l.title));
    let (colour, why) = if draft.lost { (Colour::Warn, "draft-lost") } else { (Colour::Plain, "draft-kept") };
    Ok(vec![
        Td::text(title),
        Td::link(&links::draft(draft.id), &name(tx, rcx, draft)?).heading(),
        Td::text(&moment(draft.at)),
        Td::of(tag(colour, &tr(lang, why))),
        Td::of(post_button(&format!("{}/discard", links::draft(draft.id)), &tr(lang, "draft-discard"), false)),
    ])
}

/// What a draft is called: what it is for, and the first that was typed of what is not masked, in words.
fn name(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, draft: &Draft) -> Result<String> {
    let what = tr(rcx.lang, if draft.unsent.record.is_some() { "record-amend" } else { "list-add" });
    let Ok(ledger) = rcx.sys.ledger(&draft.unsent.ledger) else { return Ok(what.into_owned()) };
    let typed = |name: &str| {
        let found = draft.unsent.form.iter().find(|(n, v)| n == name && !v.trim().is_empty());
        found.map(|(_, v)| v.trim())
    };
    let mut words = vec![what.into_owned()];
    if let Some(text) = typed(ORG) {
        // What is in nobody's sight any more goes by what was typed.
        let found = lookup::by_code(tx, &rcx.scope, text).map(|org| org.name);
        words.push(found.or_else(|e| error::refusal(e).map(|_| text.to_owned()))?);
    }
    for field in ledger.fields.iter().filter(|f| f.sensitivity != Sensitivity::Masked) {
        if let Some(text) = typed(field.name).filter(|_| words.len() <= SHOWN) {
            words.push(value_words(tx, rcx, field, text)?);
        }
    }
    Ok(words.iter().map(|w| short(w)).collect::<Vec<_>>().join(" · "))
}

/// The form, as it was left.
pub(crate) async fn resume(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        let draft = find(tx, rcx, &id)?;
        record_form::of_draft(tx, rcx, &draft)
    })
    .await
}

/// Throws one away.
pub(crate) async fn discard(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx| {
        let draft = find(tx, rcx, &id)?;
        drafts::discard(tx, rcx.viewer.account, draft.id)?;
        Ok(format!("{DRAFTS}?discarded=1"))
    };
    app.act(head, act, |tx, rcx, refusal| Ok(content(tx, rcx, Some(refusal))?.refused(refusal))).await
}

fn find(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: &str) -> Result<Draft> {
    // No draft has the id 0.
    own(tx, rcx, id.parse().unwrap_or_default())
}

/// A draft of the viewer's own.
pub(crate) fn own(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: Id) -> Result<Draft> {
    let found = drafts::one(tx, rcx.sys, rcx.viewer.account, id)?;
    found.ok_or_else(|| Refusal::NotFound(message("draft-none", &[])).into())
}
