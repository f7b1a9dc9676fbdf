//! Search: everything a question finds, in groups; one group in pages; suggestions while somebody types.

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use hangji_pages::parts::{
    FilterField, FilterKind, Kind, card, empty_state, filter_bar, findings, heading, notice, pager,
};
use hangji_pages::{Markup, encoded, html, number, tr, tr_args};
use hangji_platform::Result;
use hangji_platform::search::{MOST, Question, behind};
use hangji_store::Tx;
use serde_json::json;

use super::help;
use super::ledger_list::steps;
use crate::answer::Content;
use crate::request::{Asked, Shared, Visit};
use crate::router::{GET, Route, route};
use crate::search::{Group, Part, everything, freshen, one, question, suggestions};

/// Search and help.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        route(GET, "/search", get(show)),
        route(GET, "/search/suggest", get(suggest)),
        route(GET, "/help", get(help::all)),
        route(GET, "/help/{topic}", get(help::show)),
    ]
}

/// What is shown of each group, and of one group on a page.
const SOME: i64 = 5;
const PAGE: i64 = 30;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    if asked.token.is_some() {
        freshen(&app).await;
    }
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&["q", "in", "page"])?;
        content(tx, visit)
    })
    .await
}

/// Suggestions for the box in the header.
pub(crate) async fn suggest(State(app): State<Shared>, asked: Asked) -> Response {
    app.data(asked, |tx, visit| {
        visit.asked.params.only_of(&["q"])?;
        let found = match question(&visit.asked.params)? {
            Some(question) if is_enough(&question) => suggestions(tx, visit, &question)?,
            _ => Vec::new(),
        };
        let item = |(kind, f): (String, hangji_pages::parts::Finding)| {
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

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Content> {
    let lang = visit.lang;
    let (title, params) = (tr(lang, "search-title"), &visit.asked.params);
    let page = params.count("page", 1, MOST, 1)?;
    let body = match (question(params)?, params.get("in")) {
        // Only signs: nothing is found by them.
        (None, _) if params.get("q").is_some() => nothing(visit),
        (None, _) => html! {},
        (Some(question), None) => overview(tx, visit, &question)?,
        (Some(question), Some(name)) => whole(tx, visit, name, &question, page)?,
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
        @if let Some(text) = lagging(tx, visit)? { (notice(Kind::Info, html! { (text) })) }
        (body)
    };
    let tab = if q.is_empty() { title.into_owned() } else { format!("{q} · {title}") };
    Ok(Content::new(tab, "/search", main))
}

/// What is not searched yet.
pub(super) fn lagging(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Option<String>> {
    let behind = behind(tx)?;
    Ok((behind > 0).then(|| tr_args(visit.lang, "search-behind", &[("count", behind.into())])))
}

fn nothing(visit: &Visit<'_>) -> Markup {
    let (text, hint) = (tr(visit.lang, "search-nothing"), tr(visit.lang, "search-nothing-hint"));
    card(&tr(visit.lang, "search-results"), html! {}, empty_state(&text, &hint))
}

fn overview(tx: &mut Tx<'_>, visit: &Visit<'_>, question: &Question) -> Result<Markup> {
    let groups = everything(tx, visit, question, Part { skip: 0, take: SOME })?;
    if groups.is_empty() {
        return Ok(nothing(visit));
    }
    let q = encoded(visit.asked.params.get("q").unwrap_or_default());
    Ok(html! {
        @for group in &groups {
            @let all = (group.count > SOME).then(|| format!("/search?q={q}&in={}", group.name));
            (card(&counted(visit, group), html! {
                @if let Some(href) = all {
                    a href=(href) { (tr(visit.lang, "search-all")) span.hidden { " " (group.title) } }
                }
            }, findings(&group.found)))
        }
    })
}

/// A group's heading with how many there are.
fn counted(visit: &Visit<'_>, group: &Group) -> String {
    let count =
        if group.count > MOST { format!("{}+", number(visit.lang, MOST)) } else { number(visit.lang, group.count) };
    format!("{} · {count}", group.title)
}

fn whole(tx: &mut Tx<'_>, visit: &Visit<'_>, name: &str, question: &Question, asked: i64) -> Result<Markup> {
    let group = one(tx, visit, name, question, Part { skip: (asked - 1) * PAGE, take: PAGE })?;
    let total = group.count.min(MOST);
    let pages = ((total + PAGE - 1) / PAGE).max(1);
    if group.count == 0 || asked > pages {
        return Ok(nothing(visit));
    }
    let back = format!("/search?q={}", encoded(visit.asked.params.get("q").unwrap_or_default()));
    Ok(html! {
        @if group.count > MOST { (notice(Kind::Info, html! { (tr_args(visit.lang, "search-more", &[("count", MOST.into())])) })) }
        (card(&counted(visit, &group), html! { a href=(back) { (tr(visit.lang, "search-everything")) } }, html! {
            (findings(&group.found))
            (pager(visit.lang, &steps(visit, asked, pages, total, group.found.len() as i64)))
        }))
    })
}
