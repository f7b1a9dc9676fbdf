//! The notice of a ledger: each field, who needs it, where it is reused, how private it is, how long it is kept
//! (PIPL §17, §19). Made from the declaration.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::access::Scope;
use hangji_platform::ledger::list::{self, Wanted};
use hangji_platform::ledger::{Field, Ledger, Sensitivity};
use hangji_store::Tx;
use hangji_ui::components::{Col, Table, Td, card, data_table, heading, pad};
use hangji_ui::{html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::links;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        let ledger = readable(tx, rcx, &ledger)?;
        Ok(content(rcx, ledger))
    })
    .await
}

/// Whoever reads a ledger, and whomever it holds something about.
pub(crate) fn readable<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, name: &str) -> Result<&'v Ledger> {
    match rcx.viewer.may_read(rcx.sys, name) {
        Ok(ledger) => Ok(ledger),
        Err(refused) => {
            let Some(person) = rcx.viewer.person else { return Err(refused) };
            let Ok(ledger) = rcx.sys.ledger(name) else { return Err(refused) };
            let scope = Scope::involved(Some(person));
            let held = list::totals(tx, rcx.sys, &scope, ledger, &Wanted::default())?.count;
            if held > 0 { Ok(ledger) } else { Err(refused) }
        }
    }
}

fn content(rcx: &RequestCx<'_>, ledger: &Ledger) -> Content {
    let lang = rcx.lang;
    let row = |f: &Field| {
        let (needed, reused) = f.purpose.map_or(("", ""), |p| (rcx.t(p.needed_by), rcx.t(p.reused_in)));
        let private = tr(
            lang,
            match f.sensitivity {
                Sensitivity::Open => "privacy-field-open",
                Sensitivity::Personal => "privacy-field-personal",
                Sensitivity::Masked => "privacy-field-masked",
            },
        );
        vec![Td::text(rcx.t(f.title)).heading(), Td::text(needed), Td::text(reused), Td::text(&private)]
    };
    let heads = ["privacy-field", "form-who-needs", "form-where-reused", "privacy-sensitivity"];
    let title = tr(lang, "privacy-purpose-title");
    let table = Table {
        caption: format!("{} · {title}", rcx.t(ledger.title)),
        columns: heads.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: ledger.fields.iter().map(row).collect(),
        ..Table::default()
    };
    let main = html! {
        (heading(&format!("{} · {title}", rcx.t(ledger.title)), rcx.t(ledger.about), html! {}))
        (card(&tr(lang, "privacy-fields"), html! {}, data_table(lang, &table)))
        (card(&tr(lang, "privacy-retention"), html! {}, pad(html! { p { (rcx.t(ledger.retention)) } })))
        (card(&tr(lang, "privacy-rights"), html! {}, pad(html! { p { (tr(lang, "privacy-rights-words")) } })))
    };
    Content::new(title, links::list(ledger.name), main)
}
