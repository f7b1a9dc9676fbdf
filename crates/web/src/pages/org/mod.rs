//! An organisation as it was on a day: its figures, what ledgers declare for this page, what stood below it, its history,
//! its set-up, its ledgers.

mod history;
pub(crate) mod sections;
mod timeline;

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::figures::Period;
use hangji_platform::ledger::Ledger;
use hangji_platform::ledger::list::{self, Wanted};
use hangji_platform::tree::ORGANISATIONS;
use hangji_platform::tree::branch;
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::{Day, Tx};
use hangji_ui::components::{
    Col, FilterField, FilterKind, Kind, Table, Td, button_link, card, columns, data_table, facts, figure_strip,
    filter_bar, heading, notice, pad,
};
use hangji_ui::{Markup, html, number, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::paging::org_crumbs;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::words::org_kind;
use hangji_web_core::{facts, links, menu};

use super::desk;

/// What stands below it, at most; the tree shows all.
const MOST_BELOW: usize = 20;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(code): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&["on"])?;
        let org = lookup::by_code(tx, &rcx.scope, &code)?;
        content(tx, rcx, &org)
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: &Org) -> Result<Content> {
    let on = rcx.on()?;
    let then = branch::standing(tx, &rcx.scope, org.id, on)?;
    // What did not stand on the day is called what it was called last.
    let shown = then.as_ref().unwrap_or(org);
    let (wide, narrow) = sections::all(tx, rcx, org, on)?;
    let main = html! {
        (heading(&shown.name, &below_name(tx, rcx, shown, on)?, actions(rcx, org)))
        (day_bar(rcx, org, on))
        @if then.is_none() { (notice(Kind::Warn, html! { (stood(rcx, org)) })) }
        (figures(tx, rcx, org, on)?)
        (columns(
            html! {
                (wide)
                (below(tx, rcx, org, on)?)
                (history::card_of(tx, rcx, org, on)?)
            },
            html! {
                (narrow)
                (about(tx, rcx, org)?)
                (ledgers(tx, rcx, org)?)
            },
        ))
    };
    let mut crumbs = org_crumbs(tx, rcx, org.id)?;
    if let Some(last) = crumbs.last_mut() {
        last.1 = None;
    }
    Ok(Content::new(org.name.clone(), "/orgs", main).at(crumbs))
}

/// Its kind, its code and, where the viewer sees that, what it stood under.
fn below_name(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, shown: &Org, on: Day) -> Result<String> {
    let kind = org_kind(rcx.sys, rcx.lang, &shown.kind);
    let above = branch::standing(tx, &rcx.scope, shown.parent, on)?;
    let above = above.map(|o| format!(" · {}{}{}", tr(rcx.lang, "organisation-parent"), tr(rcx.lang, "colon"), o.name));
    Ok(format!("{kind} · {}{}", shown.code, above.unwrap_or_default()))
}

fn actions(rcx: &RequestCx<'_>, org: &Org) -> Markup {
    let reads = rcx.viewer.may_read(rcx.sys, ORGANISATIONS).is_ok();
    html! {
        (button_link(&format!("/orgs?hit={0}#o-{0}", org.id), &tr(rcx.lang, "tree-title"), false))
        @if rcx.viewer.sees_figures() {
            (button_link(&links::desk(&org.code, rcx.today.year()), &tr(rcx.lang, "desk-title"), false))
        }
        @if reads {
            (button_link(&links::record(ORGANISATIONS, org.id), &tr(rcx.lang, "term-record"), false))
        }
    }
}

/// The day of which the page tells.
fn day_bar(rcx: &RequestCx<'_>, org: &Org, on: Day) -> Markup {
    let label = tr(rcx.lang, "tree-on").into_owned();
    let field = FilterField { name: "on".into(), label, kind: FilterKind::Day, value: on.to_string(), error: None };
    filter_bar(rcx.lang, &[field], &tr(rcx.lang, "tree-show"), &links::org(&org.code))
}

/// That it did not stand on the day, and when it did.
fn stood(rcx: &RequestCx<'_>, org: &Org) -> String {
    let from = org.from.to_string();
    if org.to == Day::OPEN {
        return tr_args(rcx.lang, "organisation-stands-since", &[("from", (&from).into())]);
    }
    let to = org.to.to_string();
    tr_args(rcx.lang, "organisation-stood", &[("from", (&from).into()), ("to", (&to).into())])
}

/// The desk's figures of the day's year, with the year before and the course of the latest years.
fn figures(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: &Org, on: Day) -> Result<Markup> {
    if !rcx.viewer.sees_figures() {
        return Ok(html! {});
    }
    let cards = desk::cards_of(tx, rcx, org, Period::year(on.year()))?;
    Ok(html! { @if !cards.is_empty() { (figure_strip(rcx.lang, &cards)) } })
}

/// The facts of its set-up, as its record holds them.
fn about(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: &Org) -> Result<Markup> {
    let Ok(ledger) = rcx.viewer.may_read(rcx.sys, ORGANISATIONS) else { return Ok(html! {}) };
    let Some(line) = list::one(tx, rcx.sys, &rcx.scope, ledger, org.id)? else { return Ok(html! {}) };
    let mut items = facts::items(tx, rcx, ledger, &line, false)?;
    // The record's own page tells what each fact is needed for.
    items.iter_mut().for_each(|(_, _, purpose)| *purpose = None);
    Ok(card(&tr(rcx.lang, "organisation-set-up-as"), html! {}, pad(facts(rcx.lang, &items))))
}

/// What stood directly below it on the day: the first by code, and the way to the others.
fn below(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: &Org, on: Day) -> Result<Markup> {
    let lang = rcx.lang;
    let page = branch::page(tx, &rcx.scope, org.id, on, None, MOST_BELOW)?;
    if page.orgs.is_empty() {
        return Ok(html! {});
    }
    let row = |o: &Org| {
        let count = if o.below > 0 { number(lang, o.below) } else { String::new() };
        vec![
            Td::link(&links::org_on(&o.code, on, rcx.today), &o.name).heading(),
            Td::text(&org_kind(rcx.sys, lang, &o.kind)),
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
fn ledgers(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: &Org) -> Result<Markup> {
    let code = hangji_ui::encoded(&org.code);
    let wanted = Wanted { node: Some(org.id), ..Wanted::default() };
    let mut groups = Vec::new();
    for (mechanism, ledgers) in menu::by_mechanism(rcx) {
        let mut counted: Vec<(&Ledger, i64)> = Vec::new();
        for ledger in ledgers {
            let count = list::totals(tx, rcx.sys, &rcx.scope, ledger, &wanted)?.count;
            counted.push((ledger, count));
        }
        groups.push((mechanism, counted));
    }
    let body = html! {
        @for (mechanism, ledgers) in groups {
            h3 { (mechanism) }
            p.links { @for (ledger, count) in ledgers {
                span { a href={ (links::list(ledger.name)) "?org=" (code) } { (rcx.t(ledger.title)) }
                    " " small { (number(rcx.lang, count)) } } " "
            } }
        }
    };
    Ok(card(&tr(rcx.lang, "organisation-ledgers"), html! {}, pad(body)))
}
