//! Search: everything a question finds, in groups; one group in pages; suggestions while somebody types.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::search::{MOST, Question, behind};
use hangji_store::Tx;
use hangji_ui::components::{
    FilterField, FilterKind, Kind, card, empty_state, filter_bar, findings, heading, notice, pager,
};
use hangji_ui::{Markup, encoded, html, number, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::background::freshen;
use hangji_web_core::paging::steps;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use serde_json::json;

use crate::search::{Group, Part, everything, one, question, suggestions};

/// What is shown of each group, and of one group on a page.
const SOME: i64 = 5;
const PAGE: i64 = 30;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    if head.token.is_some() {
        freshen(&app).await;
    }
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["q", "in", "page"])?;
        content(tx, rcx)
    })
    .await
}

/// Suggestions for the box in the header.
pub(crate) async fn suggest(State(app): State<Shared>, head: RequestHead) -> Response {
    app.data(head, |tx, rcx| {
        rcx.head.params.only_of(&["q"])?;
        let found = match question(&rcx.head.params)? {
            Some(question) if is_enough(&question) => suggestions(tx, rcx, &question)?,
            _ => Vec::new(),
        };
        let item = |(kind, f): (String, hangji_ui::components::Finding)| {
            json!({ "name": f.name.text, "kind": kind, "place": f.place, "href": f.href })
        };
        Ok(json!({ "items": found.into_iter().map(item).collect::<Vec<_>>() }))
    })
    .await
}

/// One letter begins too many words to suggest any; one ideograph does not.
fn is_enough(question: &Question) -> bool {
    question.whole().chars().count() > 1 || !question.whole().is_ascii()
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Content> {
    let lang = rcx.lang;
    let (title, params) = (tr(lang, "search-title"), &rcx.head.params);
    let page = params.count("page", 1, MOST, 1)?;
    let body = match (question(params)?, params.get("in")) {
        // Only signs: nothing is found by them.
        (None, _) if params.get("q").is_some() => nothing(rcx),
        (None, _) => html! {},
        (Some(question), None) => overview(tx, rcx, &question)?,
        (Some(question), Some(name)) => whole(tx, rcx, name, &question, page)?,
    };
    let q = params.get("q").unwrap_or_default();
    let field = FilterField {
        name: "q".into(),
        label: tr(lang, "search-what").into_owned(),
        kind: FilterKind::Text,
        value: q.to_owned(),
        error: None,
    };
    let sub = tr(lang, "search-how");
    let help = html! { a href="/help/search" { (tr(lang, "search-help")) } };
    let main = html! {
        (heading(&title, &sub, help))
        (filter_bar(lang, &[field], &tr(lang, "search-submit"), "/search"))
        @if let Some(text) = lagging(tx, rcx)? { (notice(Kind::Info, html! { (text) })) }
        (body)
    };
    let tab = if q.is_empty() { title.into_owned() } else { format!("{q} · {title}") };
    Ok(Content::new(tab, "/search", main))
}

/// What is not searched yet.
pub(super) fn lagging(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Option<String>> {
    let behind = behind(tx)?;
    Ok((behind > 0).then(|| tr_args(rcx.lang, "search-behind", &[("count", behind.into())])))
}

fn nothing(rcx: &RequestCx<'_>) -> Markup {
    let (text, hint) = (tr(rcx.lang, "search-nothing"), tr(rcx.lang, "search-nothing-hint"));
    card(&tr(rcx.lang, "search-results"), html! {}, empty_state(&text, &hint))
}

fn overview(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, question: &Question) -> Result<Markup> {
    let groups = everything(tx, rcx, question, Part { skip: 0, take: SOME })?;
    if groups.is_empty() {
        return Ok(nothing(rcx));
    }
    let q = encoded(rcx.head.params.get("q").unwrap_or_default());
    Ok(html! {
        @for group in &groups {
            @let all = (group.count > SOME).then(|| format!("/search?q={q}&in={}", group.name));
            (card(&counted(rcx, group), html! {
                @if let Some(href) = all {
                    a href=(href) { (tr(rcx.lang, "search-all")) span.hidden { " " (group.title) } }
                }
            }, findings(&group.found)))
        }
    })
}

/// A group's heading with how many there are.
fn counted(rcx: &RequestCx<'_>, group: &Group) -> String {
    let count = if group.count > MOST { format!("{}+", number(rcx.lang, MOST)) } else { number(rcx.lang, group.count) };
    format!("{} · {count}", group.title)
}

fn whole(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, name: &str, question: &Question, head: i64) -> Result<Markup> {
    let group = one(tx, rcx, name, question, Part { skip: (head - 1) * PAGE, take: PAGE })?;
    let total = group.count.min(MOST);
    let pages = ((total + PAGE - 1) / PAGE).max(1);
    if group.count == 0 || head > pages {
        return Ok(nothing(rcx));
    }
    let back = format!("/search?q={}", encoded(rcx.head.params.get("q").unwrap_or_default()));
    Ok(html! {
        @if group.count > MOST { (notice(Kind::Info, html! { (tr_args(rcx.lang, "search-more", &[("count", MOST.into())])) })) }
        (card(&counted(rcx, &group), html! { a href=(back) { (tr(rcx.lang, "search-everything")) } }, html! {
            (findings(&group.found))
            (pager(rcx.lang, &steps(rcx, head, pages, total, group.found.len() as i64)))
        }))
    })
}
