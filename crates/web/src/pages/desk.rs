//! The desk: the main figures of the territory, its parts compared, the rest of the report, and what changed lately.

use axum::extract::State;
use axum::response::Response;
use hangji_pages::parts::{Col, Table, Task, Td, card, columns, data_table, empty_state, figure_strip, heading, tasks};
use hangji_pages::{Markup, html, tr, tr_args};
use hangji_platform::Result;
use hangji_platform::figures::{Figure, Period};
use hangji_platform::journal::history;
use hangji_platform::ledger::list;
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::Tx;

use super::history::{Names, deed};
use super::readings::{cell, figure_card, period_switch};
use crate::answer::Content;
use crate::request::{Asked, ORG, PERIOD, Shared, Visit};
use crate::words::{Group, amount, moment, titled};
use crate::{links, listing, nav};

const LATEST: i64 = 8;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&[ORG, PERIOD])?;
        if visit.viewer.sees_figures() && listing::has_territory(&visit.scope) {
            return with_figures(tx, visit);
        }
        without_figures(tx, visit)
    })
    .await
}

fn with_figures(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Content> {
    let Some(node) = visit.node(tx)? else { return without_figures(tx, visit) };
    let (lang, period) = (visit.lang, visit.period()?);
    let desk: Vec<&Figure> = visit.sys.figures.iter().filter(|f| f.desk).collect();
    let mut cards = Vec::with_capacity(desk.len());
    for figure in &desk {
        cards.push(figure_card(tx, visit, figure, &node, period)?);
    }
    let day = visit.today.to_string();
    let sub = tr_args(lang, "desk-as-of", &[("time", (&day).into())]);
    let territories = territories(tx, visit, &desk, &node, period)?;
    let main = html! {
        (heading(&title(visit, &node), &sub, period_switch(visit, period)))
        (figure_strip(lang, &cards))
        (territories)
        (columns(report(tx, visit, &node, period)?, lately(tx, visit)?))
    };
    let mut crumbs: Vec<(String, Option<String>)> = lookup::line(tx, &visit.scope, node.id)?
        .into_iter()
        .map(|o| (o.name, Some(links::desk(&o.code, period))))
        .collect();
    if let Some(last) = crumbs.last_mut() {
        last.1 = None;
    }
    Ok(Content::new(tr(lang, "desk-title"), "/", main).at(crumbs))
}

fn title(visit: &Visit<'_>, node: &Org) -> String {
    tr_args(visit.lang, "desk-of", &[("place", (&node.name).into())])
}

/// The organisations below, each with the desk's figures, and the whole.
fn territories(tx: &mut Tx<'_>, visit: &Visit<'_>, desk: &[&Figure], node: &Org, period: Period) -> Result<Markup> {
    let lang = visit.lang;
    let below = lookup::children(tx, &visit.scope, node.id, period.last.min(visit.today))?;
    if below.is_empty() || desk.is_empty() {
        return Ok(html! {});
    }
    let mut rows = Vec::with_capacity(below.len());
    for org in &below {
        let mut row = vec![Td::link(&links::desk(&org.code, period), &org.name).heading()];
        for figure in desk {
            row.push(cell(tx, visit, figure, org, period)?);
        }
        rows.push(row);
    }
    let mut footer = vec![Td::text(&tr(lang, "figure-total")).heading()];
    for figure in desk {
        footer.push(cell(tx, visit, figure, node, period)?);
    }
    let head = |f: &&Figure| Col::number(format!("{} ({})", visit.t(f.title), visit.t(f.unit.term)));
    let title = tr(lang, "desk-territories");
    let table = Table {
        caption: title.clone().into_owned(),
        columns: std::iter::once(Col::text(tr(lang, "term-organisation"))).chain(desk.iter().map(head)).collect(),
        rows,
        footer: Some(footer),
        ..Table::default()
    };
    Ok(card(&title, html! {}, data_table(lang, &table)))
}

/// Every figure of the report by section, so that all of them are reached from the desk.
fn report(tx: &mut Tx<'_>, visit: &Visit<'_>, node: &Org, period: Period) -> Result<Markup> {
    let mut sections: Vec<&'static str> = Vec::new();
    for figure in &visit.sys.figures {
        if !sections.contains(&figure.section) {
            sections.push(figure.section);
        }
    }
    let mut parts = Vec::with_capacity(sections.len());
    for section in sections {
        let mut rows = Vec::new();
        for figure in visit.sys.figures.iter().filter(|f| f.section == section) {
            let reading = hangji_platform::figures::read::read(tx, visit.sys, figure, node.id, period)?;
            let href = links::figure(figure.id, &node.code, period);
            rows.push((figure, href, amount(visit.lang, reading.shown(figure))));
        }
        if !rows.is_empty() {
            parts.push((titled(visit.lang, Group::Section, section), rows));
        }
    }
    let line = |figure: &Figure, href: &str, value: &str| {
        html! { li { span { (visit.t(figure.title)) } b { a href=(href) { (value) } } small { (visit.t(figure.unit.term)) } } }
    };
    let body = html! {
        div.report {
            @for (section, rows) in &parts {
                div {
                    h3 { (section) }
                    ul { @for (figure, href, value) in rows { (line(figure, href, value)) } }
                }
            }
        }
    };
    Ok(card(&tr(visit.lang, "desk-report"), html! {}, body))
}

/// What changed lately among the records that the viewer sees.
fn lately(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Markup> {
    let lang = visit.lang;
    let mut names = Names::default();
    let mut items = Vec::new();
    for entry in history::recent(tx, visit.sys, &visit.viewer, LATEST)? {
        let ledger = visit.sys.ledger(entry.ledger)?;
        let Some(line) = list::one(tx, visit.sys, &visit.scope, ledger, entry.record)? else { continue };
        items.push(Task {
            tag: deed(entry.act, entry.batch).words(lang),
            title: format!("{} · {}", visit.t(ledger.title), listing::name(visit, ledger, &line)),
            href: links::record(ledger.name, entry.record),
            detail: format!("{} · {} · {}", line.org_name, names.actor(tx, visit, entry.actor)?, moment(entry.at)),
            ..Task::default()
        });
    }
    let body = if items.is_empty() { empty_state(&tr(lang, "desk-no-changes"), "") } else { tasks(&items) };
    Ok(card(&tr(lang, "desk-changes"), html! {}, body))
}

/// The desk of a role that sees no figures: what it can do.
fn without_figures(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Content> {
    let lang = visit.lang;
    let (mut writes, mut reads) = (Vec::new(), Vec::new());
    for ledger in nav::by_mechanism(visit).into_iter().flat_map(|(_, ledgers)| ledgers) {
        let item = Task {
            title: visit.t(ledger.title).to_owned(),
            href: links::list(ledger.name),
            detail: visit.t(ledger.about).to_owned(),
            ..Task::default()
        };
        if visit.viewer.writes(ledger.name) { writes.push(item) } else { reads.push(item) }
    }
    let main = html! {
        (heading(&tr(lang, "desk-title"), "", html! {}))
        (columns(
            html! {
                @if !writes.is_empty() { (card(&tr(lang, "desk-you-write"), html! {}, tasks(&writes))) }
                @if !reads.is_empty() { (card(&tr(lang, "desk-you-read"), html! {}, tasks(&reads))) }
                @if writes.is_empty() && reads.is_empty() {
                    (empty_state(&tr(lang, "desk-nothing"), &tr(lang, "desk-nothing-hint")))
                }
            },
            lately(tx, visit)?,
        ))
    };
    Ok(Content::new(tr(lang, "desk-title"), "/", main))
}
