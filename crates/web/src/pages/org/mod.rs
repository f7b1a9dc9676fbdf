//! An organisation as it was on a day: its figures, what ledgers declare for this page, what stood below it, its history,
//! its set-up, its ledgers.

mod history;
pub(crate) mod sections;
mod timeline;

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{
    Col, FilterField, FilterKind, Kind, Table, Td, button_link, card, columns, data_table, facts, figure_strip,
    filter_bar, heading, notice, pad,
};
use hangji_pages::{Markup, html, number, tr, tr_args};
use hangji_platform::Result;
use hangji_platform::figures::Period;
use hangji_platform::ledger::Ledger;
use hangji_platform::ledger::list::{self, Wanted};
use hangji_platform::tree::ORGANISATIONS;
use hangji_platform::tree::branch;
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::{Day, Tx};

use super::ledger_list::org_crumbs;
use super::{desk, record};
use crate::answer::Content;
use crate::request::{Asked, Shared, Visit};
use crate::words::org_kind;
use crate::{links, nav};

/// What stands below it, at most; the tree shows all.
const MOST_BELOW: usize = 20;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked, Path(code): Path<String>) -> Response {
    app.page(asked, move |tx, visit| {
        visit.asked.params.only_of(&["on"])?;
        let org = lookup::by_code(tx, &visit.scope, &code)?;
        content(tx, visit, &org)
    })
    .await
}

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org) -> Result<Content> {
    let on = visit.on()?;
    let then = branch::standing(tx, &visit.scope, org.id, on)?;
    // What did not stand on the day is called what it was called last.
    let shown = then.as_ref().unwrap_or(org);
    let (wide, narrow) = sections::all(tx, visit, org, on)?;
    let main = html! {
        (heading(&shown.name, &below_name(tx, visit, shown, on)?, actions(visit, org)))
        (day_bar(visit, org, on))
        @if then.is_none() { (notice(Kind::Warn, html! { (stood(visit, org)) })) }
        (figures(tx, visit, org, on)?)
        (columns(
            html! {
                (wide)
                (below(tx, visit, org, on)?)
                (history::card_of(tx, visit, org, on)?)
            },
            html! {
                (narrow)
                (about(tx, visit, org)?)
                (ledgers(tx, visit, org)?)
            },
        ))
    };
    let mut crumbs = org_crumbs(tx, visit, org.id)?;
    if let Some(last) = crumbs.last_mut() {
        last.1 = None;
    }
    Ok(Content::new(org.name.clone(), "/orgs", main).at(crumbs))
}

/// Its kind, its code and, where the viewer sees that, what it stood under.
fn below_name(tx: &mut Tx<'_>, visit: &Visit<'_>, shown: &Org, on: Day) -> Result<String> {
    let kind = org_kind(visit.sys, visit.lang, &shown.kind);
    let above = branch::standing(tx, &visit.scope, shown.parent, on)?;
    let above =
        above.map(|o| format!(" · {}{}{}", tr(visit.lang, "organisation-parent"), tr(visit.lang, "colon"), o.name));
    Ok(format!("{kind} · {}{}", shown.code, above.unwrap_or_default()))
}

fn actions(visit: &Visit<'_>, org: &Org) -> Markup {
    let reads = visit.viewer.may_read(visit.sys, ORGANISATIONS).is_ok();
    html! {
        (button_link(&format!("/orgs?hit={0}#o-{0}", org.id), &tr(visit.lang, "tree-title"), false))
        @if visit.viewer.sees_figures() {
            (button_link(&links::desk(&org.code, visit.today.year()), &tr(visit.lang, "desk-title"), false))
        }
        @if reads {
            (button_link(&links::record(ORGANISATIONS, org.id), &tr(visit.lang, "term-record"), false))
        }
    }
}

/// The day of which the page tells.
fn day_bar(visit: &Visit<'_>, org: &Org, on: Day) -> Markup {
    let label = tr(visit.lang, "tree-on").into_owned();
    let field = FilterField { name: "on".into(), label, kind: FilterKind::Day, value: on.to_string(), error: None };
    filter_bar(visit.lang, &[field], &tr(visit.lang, "tree-show"), &links::org(&org.code))
}

/// That it did not stand on the day, and when it did.
fn stood(visit: &Visit<'_>, org: &Org) -> String {
    let from = org.from.to_string();
    if org.to == Day::OPEN {
        return tr_args(visit.lang, "organisation-stands-since", &[("from", (&from).into())]);
    }
    let to = org.to.to_string();
    tr_args(visit.lang, "organisation-stood", &[("from", (&from).into()), ("to", (&to).into())])
}

/// The desk's figures of the day's year, with the year before and the course of the latest years.
fn figures(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org, on: Day) -> Result<Markup> {
    if !visit.viewer.sees_figures() {
        return Ok(html! {});
    }
    let cards = desk::cards_of(tx, visit, org, Period::year(on.year()))?;
    Ok(html! { @if !cards.is_empty() { (figure_strip(visit.lang, &cards)) } })
}

/// The facts of its set-up, as its record holds them.
fn about(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org) -> Result<Markup> {
    let Ok(ledger) = visit.viewer.may_read(visit.sys, ORGANISATIONS) else { return Ok(html! {}) };
    let Some(line) = list::one(tx, visit.sys, &visit.scope, ledger, org.id)? else { return Ok(html! {}) };
    let mut items = record::items(tx, visit, ledger, &line, false)?;
    // The record's own page tells what each fact is needed for.
    items.iter_mut().for_each(|(_, _, purpose)| *purpose = None);
    Ok(card(&tr(visit.lang, "organisation-set-up-as"), html! {}, pad(facts(visit.lang, &items))))
}

/// What stood directly below it on the day: the first by code, and the way to the others.
fn below(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org, on: Day) -> Result<Markup> {
    let lang = visit.lang;
    let page = branch::page(tx, &visit.scope, org.id, on, None, MOST_BELOW)?;
    if page.orgs.is_empty() {
        return Ok(html! {});
    }
    let row = |o: &Org| {
        let count = if o.below > 0 { number(lang, o.below) } else { String::new() };
        vec![
            Td::link(&links::org_on(&o.code, on, visit.today), &o.name).heading(),
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
        rows: page.orgs.iter().map(row).collect(),
        ..Table::default()
    };
    let tree = html! {
        a href=(format!("/orgs?on={on}&hit={0}#o-{0}", org.id)) { (tr(lang, "organisation-in-tree")) }
    };
    let more = page.next.map(|_| tr_args(lang, "organisation-first", &[("count", MOST_BELOW.into())]));
    Ok(card(
        &title,
        tree,
        html! {
            (data_table(lang, &table))
            @if let Some(more) = more { (pad(html! { p { (more) } })) }
        },
    ))
}

/// Its ledgers: each list narrowed to its territory, with how many records that has.
fn ledgers(tx: &mut Tx<'_>, visit: &Visit<'_>, org: &Org) -> Result<Markup> {
    let code = hangji_pages::encoded(&org.code);
    let wanted = Wanted { node: Some(org.id), ..Wanted::default() };
    let mut groups = Vec::new();
    for (mechanism, ledgers) in nav::by_mechanism(visit) {
        let mut counted: Vec<(&Ledger, i64)> = Vec::new();
        for ledger in ledgers {
            let count = list::totals(tx, visit.sys, &visit.scope, ledger, &wanted)?.count;
            counted.push((ledger, count));
        }
        groups.push((mechanism, counted));
    }
    let body = html! {
        @for (mechanism, ledgers) in groups {
            h3 { (mechanism) }
            p.links { @for (ledger, count) in ledgers {
                span { a href={ (links::list(ledger.name)) "?org=" (code) } { (visit.t(ledger.title)) }
                    " " small { (number(visit.lang, count)) } } " "
            } }
        }
    };
    Ok(card(&tr(visit.lang, "organisation-ledgers"), html! {}, pad(body)))
}
