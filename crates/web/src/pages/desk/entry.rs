//! What one may enter and look at: large buttons for those who enter where things happen, and the records that are theirs.

use hangji_platform::Result;
use hangji_platform::ledger::Ledger;
use hangji_platform::ledger::list::{self, Wanted};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Col, Table, Task, Td, card, data_table};
use hangji_ui::{Markup, html, number, tr};
use hangji_web_core::request::RequestCx;
use hangji_web_core::{links, menu};

/// So many buttons at most: who writes more ledgers finds them in the menu.
const MOST_BUTTONS: usize = 12;

fn readable<'v>(rcx: &RequestCx<'v>) -> Vec<&'v Ledger> {
    menu::by_mechanism(rcx).into_iter().flat_map(|(_, ledgers)| ledgers).collect()
}

/// A button for each ledger that the viewer adds records to.
pub(super) fn buttons(rcx: &RequestCx<'_>) -> Markup {
    let writes: Vec<&Ledger> = readable(rcx).into_iter().filter(|l| rcx.viewer.adds(l.name)).collect();
    if writes.is_empty() || writes.len() > MOST_BUTTONS {
        return html! {};
    }
    html! {
        nav.enter aria-label=(tr(rcx.lang, "desk-enter")) {
            @for ledger in writes {
                a href=(format!("/l/{}/new", ledger.name)) {
                    span.plus aria-hidden="true" { "+" } " " (rcx.t(ledger.title))
                }
            }
        }
    }
}

/// The ledgers that hold anything for the viewer (at a node, where one is given), each with its number of records.
pub(super) fn ledgers(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, node: Option<Id>) -> Result<Markup> {
    let lang = rcx.lang;
    let mut rows = Vec::new();
    for ledger in readable(rcx) {
        let wanted = Wanted { node, ..Wanted::default() };
        let count = list::totals(tx, rcx.sys, &rcx.scope, ledger, &wanted)?.count;
        if count == 0 {
            continue;
        }
        let href = links::list(ledger.name);
        let add = match rcx.viewer.adds(ledger.name) {
            true => Td::link(&format!("{href}/new"), &tr(lang, "list-add")),
            false => Td::default(),
        };
        rows.push(vec![Td::link(&href, rcx.t(ledger.title)).heading(), Td::figure(&href, &number(lang, count)), add]);
    }
    if rows.is_empty() {
        return Ok(html! {});
    }
    let title = tr(lang, if node.is_some() { "desk-ledgers-here" } else { "desk-own-records" });
    let columns = vec![
        Col::text(tr(lang, "term-ledger")),
        Col::number(tr(lang, "figure-records")),
        Col::text(tr(lang, "desk-enter")),
    ];
    let table = Table { caption: title.clone().into_owned(), columns, rows, ..Table::default() };
    Ok(card(&title, html! {}, data_table(lang, &table)))
}

/// The ledgers one adds records to and the others, as lists with what each is about.
pub(super) fn lists(rcx: &RequestCx<'_>) -> (Vec<Task>, Vec<Task>) {
    let item = |ledger: &&Ledger| Task {
        title: rcx.t(ledger.title).to_owned(),
        href: links::list(ledger.name),
        detail: rcx.t(ledger.about).to_owned(),
        ..Task::default()
    };
    let (writes, reads): (Vec<&Ledger>, Vec<&Ledger>) =
        readable(rcx).into_iter().partition(|l| rcx.viewer.adds(l.name));
    (writes.iter().map(item).collect(), reads.iter().map(item).collect())
}
