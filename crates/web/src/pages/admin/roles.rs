//! What each role may do with each ledger, from the declaration: to read, not to change.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::{Reach, Role};
use hangji_platform::ledger::Ledger;
use hangji_ui::components::{Col, Table, Td, card, data_table, heading, pad};
use hangji_ui::{html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};

use super::rights::allowed;
use super::{HERE, administration, crumbs, tabs};

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |_, rcx| {
        administration(rcx)?;
        rcx.head.params.only_of(&[])?;
        let lang = rcx.lang;
        let title = tr(lang, "admin-roles");
        let first = Col::text(tr(lang, "admin-ledger"));
        let roles = &rcx.sys.roles;
        let table = Table {
            caption: title.to_string(),
            columns: std::iter::once(first).chain(roles.iter().map(|r| Col::text(rcx.t(r.title)))).collect(),
            rows: rcx.sys.ledgers.iter().map(|l| row(rcx, l)).collect(),
            footer: Some(reaches(rcx, roles)),
            ..Table::default()
        };
        let main = html! {
            (heading(&title, &tr(lang, "admin-roles-about"), html! {}))
            (tabs(rcx, "/admin/roles"))
            (card(&title, html! {}, html! { (data_table(lang, &table)) (pad(html! { p { (tr(lang, "admin-roles-legend")) } })) }))
        };
        Ok(Content::new(&*title, HERE, main).at(crumbs(rcx, &title)))
    })
    .await
}

fn row(rcx: &RequestCx<'_>, ledger: &Ledger) -> Vec<Td> {
    let cell = |role: &Role| {
        let words = allowed(rcx, role, ledger).join(" · ");
        Td::text(if words.is_empty() { "–" } else { &words })
    };
    let head = Td::text(rcx.t(ledger.title)).heading();
    std::iter::once(head).chain(rcx.sys.roles.iter().map(cell)).collect()
}

/// How far each role sees.
fn reaches(rcx: &RequestCx<'_>, roles: &[Role]) -> Vec<Td> {
    let cell = |role: &Role| {
        Td::text(&tr(
            rcx.lang,
            match role.reach {
                Reach::Territory => "admin-reach-own-territory",
                Reach::Involved => "account-involved",
            },
        ))
    };
    std::iter::once(Td::text(&tr(rcx.lang, "account-territory")).heading()).chain(roles.iter().map(cell)).collect()
}
