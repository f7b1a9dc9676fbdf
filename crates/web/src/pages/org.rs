//! An organisation: what it is, what it was, what stands below it, who leads it, its figures and its ledgers.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{Col, Table, Td, button_link, card, columns, data_table, facts, figure_strip, heading, pad};
use hangji_pages::{Markup, html, tr};
use hangji_platform::Result;
use hangji_platform::ledger::list::{self, Filter, Wanted};
use hangji_platform::tree::lookup::Org;
use hangji_platform::tree::{self, lookup};
use hangji_store::{Day, Tx};

use super::ledger_list::org_crumbs;
use super::readings::figure_card;
use super::record;
use crate::answer::Content;
use crate::request::{Asked, Shared, Visit};
use crate::words::org_kind;
use crate::{links, listing, nav};

/// The ledger of posts, shown as the leadership where it is declared.
const POSTS: &str = "posts";
const MOST_ROWS: i64 = 30;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked, Path(code): Path<String>) -> Response {
    app.page(asked, move |tx, visit| {
        visit.asked.params.only_of(&[])?;
        let org = lookup::by_code(tx, &visit.scope, &code)?;
        content(tx, visit, &org)
    })
    .await
}

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org) -> Result<Content> {
    let lang = visit.lang;
    let kind = org_kind(visit.sys, lang, &org.kind);
    let main = html! {
        (heading(&org.name, &format!("{kind} · {}", org.code), actions(visit, org)))
        (figures(tx, visit, org)?)
        (columns(
            html! {
                (below(tx, visit, org)?)
                (through_time(tx, visit, org)?)
                (records(tx, visit, org, POSTS, "organisation-leadership")?)
                (records(tx, visit, org, tree::CHANGES, "organisation-changes")?)
            },
            html! {
                (about(tx, visit, org)?)
                (ledgers(visit, org))
            },
        ))
    };
    let mut crumbs = org_crumbs(tx, visit, org.id)?;
    if let Some(last) = crumbs.last_mut() {
        last.1 = None;
    }
    Ok(Content::new(org.name.clone(), "/orgs", main).at(crumbs))
}

fn actions(visit: &Visit<'_>, org: &Org) -> Markup {
    let reads = visit.viewer.may_read(visit.sys, tree::ORGANISATIONS).is_ok();
    html! {
        @if visit.viewer.sees_figures() {
            (button_link(&links::desk(&org.code, visit.today.year()), &tr(visit.lang, "desk-title"), false))
        }
        @if reads {
            (button_link(&links::record(tree::ORGANISATIONS, org.id), &tr(visit.lang, "term-record"), false))
        }
    }
}

/// The desk's figures of this year.
fn figures(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org) -> Result<Markup> {
    if !visit.viewer.sees_figures() {
        return Ok(html! {});
    }
    let mut cards = Vec::new();
    for figure in visit.sys.figures.iter().filter(|f| f.desk) {
        cards.push(figure_card(tx, visit, figure, org, visit.period()?)?);
    }
    Ok(figure_strip(visit.lang, &cards))
}

/// The facts of its set-up, as its record holds them.
fn about(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org) -> Result<Markup> {
    let Ok(ledger) = visit.viewer.may_read(visit.sys, tree::ORGANISATIONS) else { return Ok(html! {}) };
    let Some(line) = list::one(tx, visit.sys, &visit.scope, ledger, org.id)? else { return Ok(html! {}) };
    let mut items = record::items(tx, visit, ledger, &line, false)?;
    // The record's own page tells what each fact is needed for.
    items.iter_mut().for_each(|(_, _, purpose)| *purpose = None);
    Ok(card(&tr(visit.lang, "organisation-set-up-as"), html! {}, pad(facts(visit.lang, &items))))
}

/// Its names, kinds and places through time.
fn through_time(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org) -> Result<Markup> {
    let lang = visit.lang;
    let keys = ["filter-from", "filter-to", "organisation-name", "organisation-kind", "organisation-parent"];
    let row = |was: lookup::Was| {
        let now = || tr(lang, "organisation-now").into_owned();
        let to = if was.to == Day::OPEN { now() } else { was.to.plus_days(-1).to_string() };
        let kind = org_kind(visit.sys, lang, &was.kind);
        [was.from.to_string(), to, was.name, kind, was.parent.unwrap_or_default()].iter().map(|t| Td::text(t)).collect()
    };
    let title = tr(lang, "organisation-through-time");
    let table = Table {
        caption: title.clone().into_owned(),
        columns: keys.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: lookup::spans(tx, org.id)?.into_iter().map(row).collect(),
        ..Table::default()
    };
    Ok(card(&title, html! {}, data_table(lang, &table)))
}

/// What stands directly below it today.
fn below(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org) -> Result<Markup> {
    let lang = visit.lang;
    let children = lookup::children(tx, &visit.scope, org.id, visit.today)?;
    if children.is_empty() {
        return Ok(html! {});
    }
    let row = |o: &Org| {
        let count = if o.below > 0 { hangji_pages::number(lang, o.below) } else { String::new() };
        vec![
            Td::link(&links::org(&o.code), &o.name).heading(),
            Td::text(&org_kind(visit.sys, lang, &o.kind)),
            Td::number(&count),
        ]
    };
    let title = tr(lang, "organisation-children");
    let table = Table {
        caption: title.clone().into_owned(),
        columns: vec![
            Col::text(tr(lang, "organisation-name")),
            Col::text(tr(lang, "organisation-kind")),
            Col::number(tr(lang, "organisation-children")),
        ],
        rows: children.iter().map(row).collect(),
        ..Table::default()
    };
    Ok(card(&title, html! {}, data_table(lang, &table)))
}

/// Its own records of a ledger, newest first, if the viewer reads it.
fn records(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org, ledger: &str, title: &str) -> Result<Markup> {
    let Ok(ledger) = visit.viewer.may_read(visit.sys, ledger) else { return Ok(html! {}) };
    let wanted = Wanted { filters: vec![Filter::Org(org.id)], ..Wanted::default() };
    let count = list::totals(tx, visit.sys, &visit.scope, ledger, &wanted)?.count;
    if count == 0 {
        return Ok(html! {});
    }
    let lines = list::lines(tx, visit.sys, &visit.scope, ledger, &wanted, count, 0, MOST_ROWS)?;
    let title = tr(visit.lang, title);
    let table = Table {
        caption: title.clone().into_owned(),
        columns: listing::columns(visit, ledger),
        rows: lines.iter().map(|l| listing::row(visit, ledger, l)).collect(),
        ..Table::default()
    };
    let all = format!("{}?org={}", links::list(ledger.name), hangji_pages::encoded(&org.code));
    let more = html! { a href=(all) { (tr(visit.lang, "organisation-all")) } };
    Ok(card(&title, more, data_table(visit.lang, &table)))
}

/// Its ledgers: each list narrowed to its territory.
fn ledgers(visit: &Visit<'_>, org: &Org) -> Markup {
    let code = hangji_pages::encoded(&org.code);
    let body = html! {
        @for (mechanism, ledgers) in nav::by_mechanism(visit) {
            h3 { (mechanism) }
            p.links { @for ledger in ledgers {
                a href={ (links::list(ledger.name)) "?org=" (code) } { (visit.t(ledger.title)) } " "
            } }
        }
    };
    card(&tr(visit.lang, "organisation-ledgers"), html! {}, pad(body))
}
