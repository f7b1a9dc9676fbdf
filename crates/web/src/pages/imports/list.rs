//! All imports in the viewer's reach, and their files that wait.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::import::done::{self, Done};
use hangji_platform::import::waiting::{self, Stage, Waiting};
use hangji_store::Tx;
use hangji_ui::components::{Col, Kind as Colour, Table, Td, card, data_table, heading, pager, tag};
use hangji_ui::{Markup, html, number, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::paging;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::words::moment;

use super::link;

const ROWS: i64 = 20;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, content).await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Content> {
    rcx.head.params.only_of(&["page"])?;
    let lang = rcx.lang;
    let open = waiting::open(tx, rcx.sys, &rcx.viewer, rcx.app.clock.now_ms())?;
    let total = done::count(tx, rcx.sys, &rcx.viewer, None)?;
    let pages = ((total + ROWS - 1) / ROWS).max(1);
    let page = rcx.head.params.count("page", 1, i64::MAX / ROWS, 1)?.min(pages);
    let imports = done::page(tx, rcx.sys, &rcx.viewer, None, (page - 1) * ROWS, ROWS)?;
    let title = tr(lang, "imports-title");
    let main = html! {
        (heading(&title, &tr(lang, "imports-about"), html! {}))
        @if !open.is_empty() { (waiting_card(rcx, &open)) }
        (card(&tr(lang, "imports-done"), html! {}, html! {
            (table(rcx, &imports, Extent::All))
            @if !imports.is_empty() {
                (pager(lang, &paging::steps(rcx, page, pages, total, imports.len() as i64)))
            }
        }))
    };
    Ok(Content::new(title, "/imports", main))
}

/// Files of the viewer's that are not imported yet.
pub(super) fn waiting_card(rcx: &RequestCx<'_>, open: &[Waiting]) -> Markup {
    let lang = rcx.lang;
    let head = |key| Col::text(tr(lang, key));
    let row = |w: &Waiting| {
        vec![
            Td::link(&link(w.id), &w.file).heading(),
            Td::text(title(rcx, &w.ledger)),
            Td::of(tag(Colour::Warn, &tr(lang, state(w.stage)))),
            at(w.uploaded_at),
            at(w.expires_at),
        ]
    };
    let table = Table {
        caption: tr(lang, "imports-waiting").into_owned(),
        columns: ["import-file", "term-ledger", "import-state", "import-uploaded-at", "import-expires"]
            .map(head)
            .to_vec(),
        rows: open.iter().map(row).collect(),
        ..Table::default()
    };
    card(&tr(lang, "imports-waiting"), html! {}, data_table(lang, &table))
}

/// What a waiting file waits for, as the key of its words.
pub(super) fn state(stage: Stage) -> &'static str {
    match stage {
        Stage::Looked => "import-waits-for-columns",
        Stage::Planned | Stage::Stored => "import-waits-for-decision",
    }
}

/// A moment on one line.
fn at(ms: i64) -> Td {
    Td::of(html! { span.import-at { (moment(ms)) } })
}

/// The title of the ledger that a file is meant for.
pub(super) fn title<'v>(rcx: &RequestCx<'v>, ledger: &str) -> &'v str {
    rcx.sys.ledger(ledger).map_or("", |l| rcx.t(l.title))
}

/// How much a table of imports tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Of all ledgers and people.
    All,
    /// Beside the form of one ledger: neither ledger nor person.
    Ledger,
}

/// Imports as a table.
pub(super) fn table(rcx: &RequestCx<'_>, imports: &[Done], extent: Extent) -> Markup {
    let lang = rcx.lang;
    let text = |key| Col::text(tr(lang, key));
    let amount = |key| Col::number(tr(lang, key));
    let row = |i: &Done| {
        let who = i.who.clone().unwrap_or_else(|| tr(lang, "history-operator").into_owned());
        let mut cells = vec![Td::link(&link(i.id), &i.file).heading(), at(i.at)];
        if extent == Extent::All {
            cells.extend([Td::text(title(rcx, &i.ledger)), Td::text(&who)]);
        }
        cells.extend(i.counts.iter().map(|n| Td::number(&number(lang, *n))));
        cells.push(if i.undone {
            Td::of(tag(Colour::Warn, &tr(lang, "import-undone-word")))
        } else if rcx.viewer.writes(&i.ledger) {
            let label = tr_args(lang, "import-undo-of", &[("file", (&i.file).into())]);
            Td::of(html! { a href={ (link(i.id)) "#f-reason" } aria-label=(label) { (tr(lang, "import-undo")) } })
        } else {
            Td::of(tag(Colour::Good, &tr(lang, "import-stored-word")))
        });
        cells
    };
    let mut columns = vec![text("import-file"), text("import-when")];
    if extent == Extent::All {
        columns.extend(["term-ledger", "import-who"].map(text));
    }
    columns.extend(["import-added", "import-amended", "import-skipped", "import-refused"].map(amount));
    columns.push(text("import-state"));
    let table = Table {
        caption: tr(lang, "imports-done").into_owned(),
        columns,
        rows: imports.iter().map(row).collect(),
        empty: tr(lang, "imports-none").into_owned(),
        ..Table::default()
    };
    data_table(lang, &table)
}
