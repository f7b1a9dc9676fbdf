//! The list of a ledger: the page that is asked for most. Session, count and lines are read in one transaction.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::ledger::list::{self, Totals};
use hangji_platform::ledger::{Kind, Ledger};
use hangji_platform::tree::lookup::Org;
use hangji_store::Tx;
use hangji_ui::components::{
    Col, Kind as Colour, Order, Table, Td, button_link, card, data_table, heading, notice, pager,
};
use hangji_ui::{Markup, href_with, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::links;
use hangji_web_core::listing::{self, COLUMNS, Column, Listing, NOTHING, SORT, VIEW};
use hangji_web_core::paging::{org_crumbs, steps};
use hangji_web_core::request::{RequestCx, RequestHead, Shared};

use super::{bulk, filters, record_form, views};

const ROWS: i64 = 20;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.page(head, move |tx, rcx| content(tx, rcx, &ledger)).await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, name: &str) -> Result<Content> {
    let ledger = rcx.viewer.may_read(rcx.sys, name)?;
    if rcx.head.params.0.is_empty()
        && let Some(usual) = views::usual(tx, rcx, ledger)?
    {
        return Ok(Content::moved(usual));
    }
    let listing = listing::read_kept(tx, rcx, ledger, &rcx.head.params)?;
    let wanted = &listing.wanted;
    let totals = list::totals(tx, rcx.sys, &rcx.scope, ledger, wanted)?;
    let pages = ((totals.count + ROWS - 1) / ROWS).max(1);
    let page = rcx.head.params.count("page", 1, i64::MAX / ROWS, 1)?.min(pages);
    let skip = (page - 1) * ROWS;
    let lines = list::lines(tx, rcx.sys, &rcx.scope, ledger, wanted, totals.count, skip, ROWS)?;
    let narrowed = rcx.head.params.0.iter().any(|(name, _)| name != VIEW && name != COLUMNS);
    let (none, hint) = if !listing.wrong.is_empty() {
        ("list-wrong", "list-wrong-hint")
    } else if narrowed {
        ("list-none", "list-none-hint")
    } else {
        ("list-empty", "list-empty-hint")
    };
    let mut table = Table {
        caption: rcx.t(ledger.title).to_owned(),
        columns: heads(rcx, ledger, &listing),
        rows: lines.iter().map(|l| listing::cells(rcx, ledger, &listing.columns, l)).collect(),
        footer: footer(rcx, ledger, &listing.columns, &totals),
        empty: format!("{} {}", tr(rcx.lang, none), tr(rcx.lang, hint)),
    };
    let picked = !lines.is_empty() && bulk::offered(rcx, ledger, wanted.states);
    if picked {
        table.columns.insert(0, Col::text(tr(rcx.lang, "bulk-pick-head")));
        for (row, line) in table.rows.iter_mut().zip(&lines) {
            row.insert(0, bulk::tick(rcx, ledger, line));
        }
        if let Some(sums) = &mut table.footer {
            sums.insert(0, Td::default());
        }
    }
    let nothing_picked = rcx.head.params.get(NOTHING).is_some();
    let main = html! {
        @if nothing_picked { (notice(Colour::Bad, html! { (tr(rcx.lang, "bulk-nothing-picked")) })) }
        (heading(rcx.t(ledger.title), rcx.t(ledger.about), actions(rcx, ledger)))
        (views::tabs(tx, rcx, ledger)?)
        (record_form::waiting(tx, rcx, ledger)?)
        (filters::bar(rcx, ledger, &listing.wrong))
        (filters::summary(tx, rcx, ledger, &listing)?)
        (card(&rows_words(rcx, &totals), html! {}, html! {
            (data_table(rcx.lang, &table))
            @if picked { (bulk::bar(rcx, ledger, wanted.states, totals.count)) }
            (pager(rcx.lang, &steps(rcx, page, pages, totals.count, lines.len() as i64)))
        }))
    };
    let place = links::list(ledger.name);
    let content = Content::new(rcx.t(ledger.title), place, main).at(crumbs(tx, rcx, listing.org.as_ref(), ledger)?);
    Ok(match listing.wrong.first() {
        Some((_, refusal)) => content.refused(refusal),
        None => content,
    })
}

fn rows_words(rcx: &RequestCx<'_>, totals: &Totals) -> String {
    tr_args(rcx.lang, "list-rows", &[("count", totals.count.into())])
}

fn crumbs(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    org: Option<&Org>,
    ledger: &Ledger,
) -> Result<Vec<(String, Option<String>)>> {
    let node = org.map(|o| o.id).or(rcx.scope.node());
    let mut crumbs = match node {
        Some(node) => org_crumbs(tx, rcx, node)?,
        None => Vec::new(),
    };
    crumbs.push((rcx.t(ledger.title).to_owned(), None));
    Ok(crumbs)
}

fn actions(rcx: &RequestCx<'_>, ledger: &Ledger) -> Markup {
    let query = rcx.head.here.split_once('?').map_or("", |(_, q)| q);
    let export = format!("/l/{}/export.xlsx?{query}", ledger.name);
    let columns = links::written(&listing::carried(&rcx.head.params.0));
    html! {
        (button_link(&format!("/l/{}/columns?{columns}", ledger.name), &tr(rcx.lang, "columns-title"), false))
        @if rcx.viewer.exports() { (button_link(&export, &tr(rcx.lang, "list-export"), false)) }
        @if rcx.viewer.exports() && rcx.viewer.may_unmask(ledger.name) && ledger.fields.iter().any(|f| f.is_encrypted()) {
            (button_link(&format!("/l/{}/export?{query}", ledger.name), &tr(rcx.lang, "privacy-export-link"), false))
        }
        @if rcx.viewer.writes(ledger.name) {
            (button_link(&format!("/l/{}/import", ledger.name), &tr(rcx.lang, "import-title"), false))
        }
        @if rcx.viewer.adds(ledger.name) {
            (button_link(&format!("/l/{}/new", ledger.name), &tr(rcx.lang, "list-add"), true))
        }
    }
}

/// The heads of the columns with links that sort by them; references have no order that people would know.
fn heads(rcx: &RequestCx<'_>, ledger: &Ledger, listing: &Listing) -> Vec<Col> {
    let here = links::without(&links::without(&rcx.head.here, "page"), NOTHING);
    let mut heads = listing::heads(rcx, ledger, &listing.columns);
    for (head, column) in heads.iter_mut().zip(&listing.columns) {
        let Column::Field(i) = *column else { continue };
        let field = &ledger.fields[i];
        if matches!(field.kind, Kind::Record(_)) || !listing::may_sort(field) {
            continue;
        }
        let sort = listing.wanted.sort;
        let down = sort == Some((i, false));
        let state = sort.filter(|(s, _)| *s == i).map(|(_, down)| if down { Order::Desc } else { Order::Asc });
        let href = href_with(&here, SORT, &format!("{}{}", if down { "-" } else { "" }, field.name));
        *head = std::mem::take(head).sorted(href, state);
    }
    heads
}

/// The sums of what is wanted, under the columns that have one.
fn footer(rcx: &RequestCx<'_>, ledger: &Ledger, columns: &[Column], totals: &Totals) -> Option<Vec<Td>> {
    let totalled = || ledger.fields.iter().enumerate().filter(|(_, f)| f.totalled).zip(&totals.sums);
    let sum = |column: &Column| match column {
        Column::Org => None,
        Column::Field(i) => totalled().find(|((at, _), _)| at == i).map(|((_, f), sum)| (f, *sum)),
    };
    if !columns.iter().any(|c| sum(c).is_some()) {
        return None;
    }
    let cell = |c: &Column| sum(c).map_or_else(Td::default, |(f, n)| Td::number(&listing::total(rcx.lang, f, n)));
    let mut cells: Vec<Td> = columns.iter().map(cell).collect();
    if let Some(at) = columns.iter().position(|c| sum(c).is_none()) {
        cells[at] = Td::text(&tr(rcx.lang, "figure-total")).heading();
    }
    Some(cells)
}
