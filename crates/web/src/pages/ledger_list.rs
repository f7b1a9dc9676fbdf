//! The list of a ledger: the page that is asked for most. Session, count and lines are read in one transaction.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{
    Col, Kind as Colour, Order, Pager, Table, Td, button_link, card, data_table, heading, notice, pager,
};
use hangji_pages::{Markup, href_with, html, tr, tr_args};
use hangji_platform::Result;
use hangji_platform::ledger::list::{self, Totals};
use hangji_platform::ledger::{Kind, Ledger};
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::Tx;

use super::{bulk, filters, views};
use crate::answer::Content;
use crate::links;
use crate::listing::{self, COLUMNS, Column, Listing, NOTHING, SORT, VIEW};
use crate::request::{Asked, Shared, Visit};

const ROWS: i64 = 20;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked, Path(ledger): Path<String>) -> Response {
    app.page(asked, move |tx, visit| content(tx, visit, &ledger)).await
}

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>, name: &str) -> Result<Content> {
    let ledger = visit.viewer.may_read(visit.sys, name)?;
    if visit.asked.params.0.is_empty()
        && let Some(usual) = views::usual(tx, visit, ledger)?
    {
        return Ok(Content::moved(usual));
    }
    let listing = listing::read_kept(tx, visit, ledger, &visit.asked.params)?;
    let wanted = &listing.wanted;
    let totals = list::totals(tx, visit.sys, &visit.scope, ledger, wanted)?;
    let pages = ((totals.count + ROWS - 1) / ROWS).max(1);
    let page = visit.asked.params.count("page", 1, i64::MAX / ROWS, 1)?.min(pages);
    let skip = (page - 1) * ROWS;
    let lines = list::lines(tx, visit.sys, &visit.scope, ledger, wanted, totals.count, skip, ROWS)?;
    let narrowed = visit.asked.params.0.iter().any(|(name, _)| name != VIEW && name != COLUMNS);
    let (none, hint) = if !listing.wrong.is_empty() {
        ("list-wrong", "list-wrong-hint")
    } else if narrowed {
        ("list-none", "list-none-hint")
    } else {
        ("list-empty", "list-empty-hint")
    };
    let mut table = Table {
        caption: visit.t(ledger.title).to_owned(),
        columns: heads(visit, ledger, &listing),
        rows: lines.iter().map(|l| listing::cells(visit, ledger, &listing.columns, l)).collect(),
        footer: footer(visit, ledger, &listing.columns, &totals),
        empty: format!("{} {}", tr(visit.lang, none), tr(visit.lang, hint)),
    };
    let picked = !lines.is_empty() && bulk::offered(visit, ledger, wanted.states);
    if picked {
        table.columns.insert(0, Col::text(tr(visit.lang, "bulk-pick-head")));
        for (row, line) in table.rows.iter_mut().zip(&lines) {
            row.insert(0, bulk::tick(visit, ledger, line));
        }
        if let Some(sums) = &mut table.footer {
            sums.insert(0, Td::default());
        }
    }
    let nothing_picked = visit.asked.params.get(NOTHING).is_some();
    let main = html! {
        @if nothing_picked { (notice(Colour::Bad, html! { (tr(visit.lang, "bulk-nothing-picked")) })) }
        (heading(visit.t(ledger.title), visit.t(ledger.about), actions(visit, ledger)))
        (views::tabs(tx, visit, ledger)?)
        (super::drafts::waiting(tx, visit, ledger)?)
        (filters::bar(visit, ledger, &listing.wrong))
        (filters::summary(tx, visit, ledger, &listing)?)
        (card(&rows_words(visit, &totals), html! {}, html! {
            (data_table(visit.lang, &table))
            @if picked { (bulk::bar(visit, ledger, wanted.states, totals.count)) }
            (pager(visit.lang, &steps(visit, page, pages, totals.count, lines.len() as i64)))
        }))
    };
    let place = links::list(ledger.name);
    let content = Content::new(visit.t(ledger.title), place, main).at(crumbs(tx, visit, listing.org.as_ref(), ledger)?);
    Ok(match listing.wrong.first() {
        Some((_, refusal)) => content.refused(refusal),
        None => content,
    })
}

fn rows_words(visit: &Visit<'_>, totals: &Totals) -> String {
    tr_args(visit.lang, "list-rows", &[("count", totals.count.into())])
}

fn crumbs(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    org: Option<&Org>,
    ledger: &Ledger,
) -> Result<Vec<(String, Option<String>)>> {
    let node = org.map(|o| o.id).or(visit.scope.node());
    let mut crumbs = match node {
        Some(node) => org_crumbs(tx, visit, node)?,
        None => Vec::new(),
    };
    crumbs.push((visit.t(ledger.title).to_owned(), None));
    Ok(crumbs)
}

/// The line of organisations down to one, each a link to its page.
pub(crate) fn org_crumbs(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    node: hangji_store::Id,
) -> Result<Vec<(String, Option<String>)>> {
    let line = lookup::line(tx, &visit.scope, node)?;
    Ok(line.into_iter().map(|o| (o.name, Some(links::org(&o.code)))).collect())
}

fn actions(visit: &Visit<'_>, ledger: &Ledger) -> Markup {
    let query = visit.asked.here.split_once('?').map_or("", |(_, q)| q);
    let export = format!("/l/{}/export.xlsx?{query}", ledger.name);
    let columns = links::written(&filters::carried(&visit.asked.params.0));
    html! {
        (button_link(&format!("/l/{}/columns?{columns}", ledger.name), &tr(visit.lang, "columns-title"), false))
        @if visit.viewer.exports() { (button_link(&export, &tr(visit.lang, "list-export"), false)) }
        @if visit.viewer.exports() && visit.viewer.may_unmask(ledger.name) && ledger.fields.iter().any(|f| f.is_sealed()) {
            (button_link(&format!("/l/{}/export?{query}", ledger.name), &tr(visit.lang, "privacy-export-link"), false))
        }
        @if visit.viewer.writes(ledger.name) {
            (button_link(&format!("/l/{}/import", ledger.name), &tr(visit.lang, "import-title"), false))
        }
        @if visit.viewer.adds(ledger.name) {
            (button_link(&format!("/l/{}/new", ledger.name), &tr(visit.lang, "list-add"), true))
        }
    }
}

/// The heads of the columns with links that sort by them; references have no order that people would know.
fn heads(visit: &Visit<'_>, ledger: &Ledger, listing: &Listing) -> Vec<Col> {
    let here = links::without(&links::without(&visit.asked.here, "page"), NOTHING);
    let mut heads = listing::heads(visit, ledger, &listing.columns);
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
fn footer(visit: &Visit<'_>, ledger: &Ledger, columns: &[Column], totals: &Totals) -> Option<Vec<Td>> {
    let totalled = || ledger.fields.iter().enumerate().filter(|(_, f)| f.totalled).zip(&totals.sums);
    let sum = |column: &Column| match column {
        Column::Org => None,
        Column::Field(i) => totalled().find(|((at, _), _)| at == i).map(|((_, f), sum)| (f, *sum)),
    };
    if !columns.iter().any(|c| sum(c).is_some()) {
        return None;
    }
    let cell = |c: &Column| sum(c).map_or_else(Td::default, |(f, n)| Td::number(&listing::total(visit.lang, f, n)));
    let mut cells: Vec<Td> = columns.iter().map(cell).collect();
    if let Some(at) = columns.iter().position(|c| sum(c).is_none()) {
        cells[at] = Td::text(&tr(visit.lang, "figure-total")).heading();
    }
    Some(cells)
}

/// Where one stands among the pages, with links to the others that keep the rest of the address.
pub(crate) fn steps(visit: &Visit<'_>, page: i64, pages: i64, total: i64, shown: i64) -> Pager {
    let here = &visit.asked.here;
    let href = |to: i64| href_with(here, "page", &to.to_string());
    let size = if page < pages { shown } else { 0 };
    let first = if page < pages { (page - 1) * size + 1 } else { total - shown + 1 };
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    Pager {
        page: number(page),
        pages: number(pages),
        total: number(total),
        first: number(if shown == 0 { 0 } else { first }),
        last: number(if shown == 0 { 0 } else { first + shown - 1 }),
        href_prev: (page > 1).then(|| href(page - 1)),
        href_next: (page < pages).then(|| href(page + 1)),
        href_first: (page > 2).then(|| href(1)),
        href_last: (page + 1 < pages).then(|| href(pages)),
    }
}
