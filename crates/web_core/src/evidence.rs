//! The evidence of a figure: the records behind it, page by page, each open.

use hangji_platform::Result;
use hangji_platform::figures::evidence::{self, Wanted, Witness};
use hangji_platform::figures::{Measure, read};
use hangji_store::Tx;
use hangji_ui::components::{Col, Table, Td, card, data_table, empty_state, pager, segmented};
use hangji_ui::{Markup, html, tr};

use crate::paging::steps;
use crate::readings::At;
use crate::request::RequestCx;
use crate::{links, listing};

/// Records on one page.
const ROWS: i64 = 50;

/// The list, with a switch between numerator and denominator.
pub fn section(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, at: &At<'_>) -> Result<Markup> {
    let lang = rcx.lang;
    let part = rcx.head.params.count("part", 0, 1, 0)? as usize;
    let title = tr(lang, "figure-evidence");
    if !readable(rcx, at, part) {
        return Ok(card(&title, html! {}, empty_state(&tr(lang, "evidence-hidden"), "")));
    }
    let total = count(tx, rcx, at, part)?;
    let pages = ((total + ROWS - 1) / ROWS).max(1);
    let page = rcx.head.params.count("page", 1, i64::MAX / ROWS, 1)?.min(pages);
    let wanted = Wanted { node: at.node.id, period: at.period, part, skip: (page - 1) * ROWS, take: ROWS };
    let found = evidence::list(tx, rcx.sys, &rcx.scope, at.figure, wanted)?;
    let table = table(rcx, &found)?;
    let body = html! {
        (data_table(lang, &table))
        @if !found.is_empty() { (pager(lang, &steps(rcx, page, pages, total, found.len() as i64))) }
    };
    Ok(card(&title, switch(rcx, at, part), body))
}

/// Whether the viewer reads every ledger that the part stands on.
pub fn readable(rcx: &RequestCx<'_>, at: &At<'_>, part: usize) -> bool {
    let ready = rcx.sys.parts.of(at.figure.base()).nth(part);
    ready.is_some_and(|p| p.sources.iter().all(|s| rcx.viewer.may_read(rcx.sys, s.ledger).is_ok()))
}

/// How many facts a part stands on.
fn count(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, at: &At<'_>, part: usize) -> Result<i64> {
    if part == 0 || matches!(at.figure.measure, Measure::GainOnLastYear(_)) {
        return Ok(at.reading.records);
    }
    match rcx.sys.parts.of(at.figure.id).nth(part) {
        Some(ready) => Ok(read::kept(tx, ready, at.node.id, at.period)?.1),
        None => Ok(0),
    }
}

fn switch(rcx: &RequestCx<'_>, at: &At<'_>, part: usize) -> Markup {
    if at.reading.ratio.is_none() {
        return html! {};
    }
    let base = links::figure(at.figure.id, &at.node.code, at.period);
    let item = |n: usize, key: &str| (tr(rcx.lang, key).into_owned(), format!("{base}&part={n}#evidence"), n == part);
    segmented(&tr(rcx.lang, "figure-evidence"), &[item(0, "figure-numerator"), item(1, "figure-denominator")])
}

/// Records of one ledger under its own columns; of several, under what all records have.
fn table(rcx: &RequestCx<'_>, found: &[Witness]) -> Result<Table> {
    let first = found.first().map(|w| w.ledger);
    let alone = found.iter().all(|w| Some(w.ledger) == first);
    let mut table = Table {
        caption: tr(rcx.lang, "figure-evidence").into_owned(),
        empty: tr(rcx.lang, "figure-none").into_owned(),
        ..Table::default()
    };
    if let (true, Some(name)) = (alone, first) {
        let ledger = rcx.sys.ledger(name)?;
        table.columns = listing::columns(rcx, ledger);
        table.rows = found.iter().map(|w| listing::row(rcx, ledger, &w.line)).collect();
        return Ok(table);
    }
    table.columns = ["term-ledger", "term-organisation", "term-record"].map(|k| Col::text(tr(rcx.lang, k))).to_vec();
    for witness in found {
        let ledger = rcx.sys.ledger(witness.ledger)?;
        let (href, name) =
            (links::record(ledger.name, witness.line.record.id), listing::name(rcx, ledger, &witness.line));
        let org = Td::text(&witness.line.org_name);
        table.rows.push(vec![Td::text(rcx.t(ledger.title)), org, Td::link(&href, &name).heading()]);
    }
    Ok(table)
}
