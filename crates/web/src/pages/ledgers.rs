//! All ledgers the viewer may read, by mechanism, each with what it records.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::import::done;
use hangji_ui::components::{Col, Table, Td, button_link, card, data_table, heading};
use hangji_ui::{html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::{links, menu};

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |_, rcx| {
        rcx.head.params.only_of(&[])?;
        Ok(content(rcx))
    })
    .await
}

fn content(rcx: &RequestCx<'_>) -> Content {
    let lang = rcx.lang;
    let title = tr(lang, "ledgers-title");
    let tables = menu::by_mechanism(rcx).into_iter().map(|(mechanism, ledgers)| {
        let row = |l: &&hangji_platform::ledger::Ledger| {
            vec![Td::link(&links::list(l.name), rcx.t(l.title)).heading(), Td::text(rcx.t(l.about))]
        };
        let table = Table {
            caption: mechanism.to_owned(),
            columns: vec![Col::text(tr(lang, "term-ledger")), Col::text(tr(lang, "ledgers-about"))],
            rows: ledgers.iter().map(row).collect(),
            ..Table::default()
        };
        card(mechanism, html! {}, data_table(lang, &table))
    });
    let imports = html! {
        @if done::concerns(rcx.sys, &rcx.viewer) {
            (button_link("/imports", &tr(lang, "imports-title"), false))
        }
    };
    let main = html! { (heading(&title, "", imports)) @for table in tables { (table) } };
    Content::new(title, "/ledgers", main)
}
