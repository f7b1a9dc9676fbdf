//! All ledgers the viewer may read, by mechanism, each with what it records.

use axum::extract::State;
use axum::response::Response;
use hangji_pages::parts::{Col, Table, Td, button_link, card, data_table, heading};
use hangji_pages::{html, tr};
use hangji_platform::import::done;

use crate::answer::Content;
use crate::request::{Asked, Shared, Visit};
use crate::{links, nav};

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |_, visit| {
        visit.asked.params.only_of(&[])?;
        Ok(content(visit))
    })
    .await
}

fn content(visit: &Visit<'_>) -> Content {
    let lang = visit.lang;
    let title = tr(lang, "ledgers-title");
    let tables = nav::by_mechanism(visit).into_iter().map(|(mechanism, ledgers)| {
        let row = |l: &&hangji_platform::ledger::Ledger| {
            vec![Td::link(&links::list(l.name), visit.t(l.title)).heading(), Td::text(visit.t(l.about))]
        };
        let table = Table {
            caption: mechanism.clone().into_owned(),
            columns: vec![Col::text(tr(lang, "term-ledger")), Col::text(tr(lang, "ledgers-about"))],
            rows: ledgers.iter().map(row).collect(),
            ..Table::default()
        };
        card(&mechanism, html! {}, data_table(lang, &table))
    });
    let imports = html! {
        @if done::concerns(visit.sys, &visit.viewer) {
            (button_link("/imports", &tr(lang, "imports-title"), false))
        }
    };
    let main = html! { (heading(&title, "", imports)) @for table in tables { (table) } };
    Content::new(title, "/ledgers", main)
}
