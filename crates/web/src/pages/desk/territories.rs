//! The organisations below, each with the desk's figures, sorted by any of them; the whole in the last row.

use std::cmp::Ordering;

use hangji_platform::figures::{Reading, Shares};
use hangji_platform::{Refusal, Result};
use hangji_ui::components::{Col, Order, Table, Td, card as boxed, data_table, legend, share_bar};
use hangji_ui::{Markup, href_with, html, tr};
use hangji_web_core::links;
use hangji_web_core::readings::by_value;
use hangji_web_core::request::{RequestCx, short};
use hangji_web_core::words::{amount, colour, message};

use super::SORT;
use super::board::Board;

/// What the rows are sorted by: none is the name, else the place of a figure; and whether the greatest comes first.
type Sorted = (Option<usize>, bool);

/// The name of the column of organisations in the address.
const BY_NAME: &str = "name";

/// The card; nothing where nothing stands below.
pub(super) fn card(rcx: &RequestCx<'_>, board: &Board<'_>) -> Result<Markup> {
    let sorted = sorted(rcx, board)?;
    if board.below.is_empty() || board.figures.is_empty() {
        return Ok(html! {});
    }
    let mut order: Vec<usize> = (1..=board.below.len()).collect();
    order.sort_by(|a, b| compare(board, sorted, *a, *b));
    let lang = rcx.lang;
    let title = tr(lang, "desk-territories");
    let table = Table {
        caption: title.clone().into_owned(),
        columns: columns(rcx, board, sorted),
        rows: order.iter().map(|at| row(rcx, board, *at)).collect(),
        footer: Some(row(rcx, board, 0)),
        ..Table::default()
    };
    Ok(boxed(&title, extra(rcx, board), data_table(lang, &table)))
}

/// The words of the bars, and the way to take the table apart.
fn extra(rcx: &RequestCx<'_>, board: &Board<'_>) -> Markup {
    let shares = board.figures.iter().filter_map(|f| f.shares).flat_map(|s| s.parts);
    let words: Vec<_> = shares.map(|s| (colour(s.tone), rcx.t(s.word).to_owned())).collect();
    let figures: Vec<&str> = board.figures.iter().map(|f| f.id).take(links::MOST_FIGURES).collect();
    html! {
        @if !words.is_empty() { (legend(&words)) }
        a href=(links::analysis(&figures, &board.node.code, board.period)) { (tr(rcx.lang, "desk-analyse")) }
    }
}

fn columns(rcx: &RequestCx<'_>, board: &Board<'_>, (by, down): Sorted) -> Vec<Col> {
    let here = &rcx.head.here;
    let order = if down { Order::Desc } else { Order::Asc };
    // Numbers are wanted from the greatest on first, names from the first.
    let link = |name: &str, current: bool, first_down: bool| {
        let turned = if current { !down } else { first_down };
        href_with(here, SORT, &format!("{}{name}", if turned { "-" } else { "" }))
    };
    let name = Col::text(tr(rcx.lang, "term-organisation"))
        .sorted(link(BY_NAME, by.is_none(), false), by.is_none().then_some(order));
    let mut columns = vec![name];
    for (i, figure) in board.figures.iter().enumerate() {
        let current = by == Some(i);
        let head = Col::number(format!("{} ({})", rcx.t(figure.short), rcx.t(figure.unit.term)));
        columns.push(head.sorted(link(figure.id, current, true), current.then_some(order)));
        columns.extend(figure.shares.map(|s| Col::text(rcx.t(s.title))));
    }
    columns
}

/// One organisation; place 0 is the whole.
fn row(rcx: &RequestCx<'_>, board: &Board<'_>, at: usize) -> Vec<Td> {
    let org = if at == 0 { &board.node } else { &board.below[at - 1] };
    let name = match at {
        0 => Td::text(&tr(rcx.lang, "figure-total")),
        _ => Td::link(&links::desk(&org.code, board.period), &org.name),
    };
    let mut cells = vec![name.heading()];
    for (i, figure) in board.figures.iter().enumerate() {
        let href = links::figure(figure.id, &org.code, board.period);
        cells.push(Td::figure(&href, &amount(rcx.lang, board.reading(i, at).shown(figure))));
        cells.extend(figure.shares.map(|shares| bar(rcx, &shares, &board.shares(i, at), &href)));
    }
    cells
}

fn bar(rcx: &RequestCx<'_>, shares: &Shares, readings: &[Reading], href: &str) -> Td {
    let part = |(share, reading): (&hangji_platform::figures::Share, &Reading)| {
        let count = u64::try_from(reading.value.n / reading.value.d.max(1)).unwrap_or(0);
        (colour(share.tone), count, rcx.t(share.word).to_owned())
    };
    let parts: Vec<_> = shares.parts.iter().zip(readings).map(part).collect();
    let hidden = tr(rcx.lang, "desk-shares-open");
    Td::of(html! { a.bar href=(href) title=(hidden) { (share_bar(&parts)) } })
}

fn sorted(rcx: &RequestCx<'_>, board: &Board<'_>) -> Result<Sorted> {
    let Some(text) = rcx.head.params.get(SORT) else { return Ok((None, false)) };
    let (name, down) = text.strip_prefix('-').map_or((text, false), |n| (n, true));
    if name == BY_NAME {
        return Ok((None, down));
    }
    let known = || rcx.sys.figures.iter().filter(|f| f.desk).map(|f| f.id);
    match board.figures.iter().position(|f| f.id == name) {
        Some(i) => Ok((Some(i), down)),
        // A figure of the desk that is not shown here sorts nothing.
        None if known().any(|id| id == name) => Ok((None, false)),
        None => {
            let (value, known) = (short(name), known().chain([BY_NAME]).collect::<Vec<_>>().join(", "));
            let args = [("value", (&value).into()), ("known", (&known).into())];
            Err(Refusal::BadRequest(message("bad-sort", &args)).into())
        }
    }
}

/// By value, where there is none last whatever the order; equal ones and names in the order of the tree.
fn compare(board: &Board<'_>, (by, down): Sorted, a: usize, b: usize) -> Ordering {
    let turned = |o: Ordering| if down { o.reverse() } else { o };
    let Some(i) = by else { return turned(a.cmp(&b)) };
    let value = |at| board.reading(i, at).shown(board.figures[i]).map(|s| s.scaled);
    by_value(value(a), value(b), down).then(a.cmp(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_value_comes_last_both_ways() {
        for (down, expected) in
            [(false, [Some(-1), Some(0), Some(7), None]), (true, [Some(7), Some(0), Some(-1), None])]
        {
            let mut values = [Some(0), None, Some(7), Some(-1)];
            values.sort_by(|a, b| by_value(*a, *b, down));
            assert_eq!(values, expected);
        }
    }
}
