//! What each role may do with each ledger, from the declaration: to read, not to change.

use axum::extract::State;
use axum::response::Response;
use hangji_pages::parts::{Col, Table, Td, card, data_table, heading, pad};
use hangji_pages::{html, tr};
use hangji_platform::access::{Reach, Role};
use hangji_platform::ledger::Ledger;

use super::rights::allowed;
use super::{HERE, administration, crumbs, tabs};
use crate::answer::Content;
use crate::request::{Asked, Shared, Visit};

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |_, visit| {
        administration(visit)?;
        visit.asked.params.only_of(&[])?;
        let lang = visit.lang;
        let title = tr(lang, "admin-roles");
        let first = Col::text(tr(lang, "admin-ledger"));
        let roles = &visit.sys.roles;
        let table = Table {
            caption: title.to_string(),
            columns: std::iter::once(first).chain(roles.iter().map(|r| Col::text(visit.t(r.title)))).collect(),
            rows: visit.sys.ledgers.iter().map(|l| row(visit, l)).collect(),
            footer: Some(reaches(visit, roles)),
            ..Table::default()
        };
        let main = html! {
            (heading(&title, &tr(lang, "admin-roles-about"), html! {}))
            (tabs(visit, "/admin/roles"))
            (card(&title, html! {}, html! { (data_table(lang, &table)) (pad(html! { p { (tr(lang, "admin-roles-legend")) } })) }))
        };
        Ok(Content::new(&*title, HERE, main).at(crumbs(visit, &title)))
    })
    .await
}

fn row(visit: &Visit<'_>, ledger: &Ledger) -> Vec<Td> {
    let cell = |role: &Role| {
        let words = allowed(visit, role, ledger).join(" · ");
        Td::text(if words.is_empty() { "–" } else { &words })
    };
    let head = Td::text(visit.t(ledger.title)).heading();
    std::iter::once(head).chain(visit.sys.roles.iter().map(cell)).collect()
}

/// How far each role sees.
fn reaches(visit: &Visit<'_>, roles: &[Role]) -> Vec<Td> {
    let cell = |role: &Role| {
        Td::text(&tr(
            visit.lang,
            match role.reach {
                Reach::Territory => "admin-reach-own-territory",
                Reach::Involved => "account-involved",
            },
        ))
    };
    std::iter::once(Td::text(&tr(visit.lang, "account-territory")).heading()).chain(roles.iter().map(cell)).collect()
}
