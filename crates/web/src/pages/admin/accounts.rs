//! The accounts: what of them asks for somebody to act, and the list to search and narrow.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::access::Office;
use hangji_platform::access::admin::Administration;
use hangji_platform::access::directory::{Concern, Entry, Wanted};
use hangji_platform::tree::lookup;
use hangji_store::Tx;
use hangji_ui::components::{
    Col, FilterField, FilterKind, Kind as Colour, Table, Td, button_link, card, data_table, filter_bar, heading,
    notice, pager, tag,
};
use hangji_ui::{Markup, html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::paging::steps;
use hangji_web_core::request::{ORG, RequestCx, RequestHead, Shared, short};
use hangji_web_core::words::{message, moment};

use super::{HERE, administration, href, role_options, role_words, tabs};

/// Accounts on one page.
const ROWS: i64 = 50;
const TEXT: &str = "q";
const ROLE: &str = "role";
const STATE: &str = "state";

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        let work = administration(rcx)?;
        rcx.head.params.only_of(&[TEXT, ROLE, ORG, STATE, "page", "saved"])?;
        let wanted = wanted(tx, rcx)?;
        content(tx, rcx, &work, &wanted)
    })
    .await
}

/// Which accounts the address asks for.
pub(crate) fn wanted<'v>(tx: &mut Tx<'_>, rcx: &'v RequestCx<'_>) -> Result<Wanted<'v>> {
    let params = &rcx.head.params;
    let node = match params.get(ORG) {
        Some(code) => Some(lookup::by_code(tx, &rcx.scope, code)?.id),
        None => None,
    };
    let concern = params.get(STATE).map(concern).transpose()?;
    Ok(Wanted { text: params.get(TEXT), role: params.get(ROLE), node, concern, after: None })
}

fn concern(code: &str) -> Result<Concern> {
    Concern::from_code(code).ok_or_else(|| {
        let (value, known) = (short(code), Concern::ALL.map(Concern::code).join(", "));
        let args = [("name", STATE.into()), ("value", (&value).into()), ("known", (&known).into())];
        hangji_platform::Refusal::BadRequest(message("admin-bad-value", &args)).into()
    })
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, work: &Administration<'_>, wanted: &Wanted<'_>) -> Result<Content> {
    let (lang, now) = (rcx.lang, rcx.app.clock.now_ms());
    let mut counts = Vec::with_capacity(Concern::ALL.len());
    for concern in Concern::ALL {
        let all = Wanted { concern: Some(concern), ..Wanted::default() };
        counts.push((concern, work.count(tx, &all, now)?));
    }
    let total = work.count(tx, wanted, now)?;
    let pages = ((total + ROWS - 1) / ROWS).max(1);
    let page = rcx.head.params.count("page", 1, i64::MAX / ROWS, 1)?.min(pages);
    let found = work.directory(tx, wanted, (page - 1) * ROWS, ROWS, now)?;
    let new = html! {
        @if rcx.viewer.office() == Office::System {
            (button_link("/admin/accounts/new", &tr(lang, "admin-new"), true))
        }
    };
    let title = tr(lang, "admin-title");
    let main = html! {
        @if rcx.head.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "account-saved")) })) }
        (heading(&title, &tr(lang, office_key(rcx.viewer.office())), new))
        (tabs(rcx, HERE))
        (concerns(rcx, &counts, wanted.concern))
        (filters(rcx))
        (card(&tr(lang, "admin-accounts"), html! {}, html! {
            (table(rcx, &found))
            @if pages > 1 { (pager(lang, &steps(rcx, page, pages, total, found.len() as i64))) }
        }))
    };
    Ok(Content::new(title, HERE, main))
}

/// What an office is for, and what it is not.
fn office_key(office: Office) -> &'static str {
    match office {
        Office::System | Office::Work => "admin-about-system",
        Office::Security => "admin-about-security",
        Office::Audit => "admin-about-audit",
    }
}

/// The word of a concern.
pub(crate) fn concern_key(concern: Concern) -> &'static str {
    match concern {
        Concern::WithoutRole => "admin-concern-no-role",
        Concern::WithoutPassword => "admin-concern-no-password",
        Concern::Locked => "admin-concern-locked",
        Concern::WithoutFactor => "admin-concern-no-factor",
        Concern::NeverEntered => "admin-concern-never",
        Concern::Stale => "admin-concern-stale",
        Concern::Suspended => "admin-concern-suspended",
    }
}

/// What asks for somebody to act, each with its number, as ways to narrow the list.
fn concerns(rcx: &RequestCx<'_>, counts: &[(Concern, i64)], chosen: Option<Concern>) -> Markup {
    html! {
        nav.duties aria-label=(tr(rcx.lang, "admin-concerns")) {
            ul {
                li { a href=(HERE) aria-current=[chosen.is_none().then_some("true")] { (tr(rcx.lang, "admin-in-force")) } }
                @for (concern, count) in counts {
                    @let current = (chosen == Some(*concern)).then_some("true");
                    li {
                        a href={ (HERE) "?" (STATE) "=" (concern.code()) } aria-current=[current] {
                            (tr(rcx.lang, concern_key(*concern))) " " b { (count) }
                        }
                    }
                }
            }
        }
    }
}

fn filters(rcx: &RequestCx<'_>) -> Markup {
    let lang = rcx.lang;
    let field = |name: &str, key: &str, kind| FilterField {
        name: name.into(),
        label: tr(lang, key).into_owned(),
        kind,
        value: rcx.head.params.get(name).unwrap_or_default().to_owned(),
        error: None,
    };
    let states = Concern::ALL.map(|c| (c.code().to_owned(), tr(lang, concern_key(c)).into_owned())).to_vec();
    let fields = [
        field(TEXT, "admin-search", FilterKind::Text),
        field(ROLE, "account-role", FilterKind::Select(role_options(rcx))),
        field(ORG, "admin-org-code", FilterKind::Text),
        field(STATE, "admin-state", FilterKind::Select(states)),
    ];
    filter_bar(lang, &fields, &tr(lang, "list-filter"), HERE)
}

fn table(rcx: &RequestCx<'_>, found: &[Entry]) -> Markup {
    let lang = rcx.lang;
    let heads =
        ["sign-in-user", "admin-name", "account-role", "term-organisation", "admin-last-entered", "factor-title"];
    let row = |e: &Entry| {
        let login = html! {
            a href=(href(e.id)) { (e.login) }
            @if e.locked { " " (tag(Colour::Bad, &tr(lang, "admin-locked"))) }
        };
        let role = html! {
            @if e.role.is_some() { (role_words(rcx, e.role.as_deref())) }
            @else { (tag(Colour::Warn, &tr(lang, "admin-no-role"))) }
        };
        let entered = if e.entered_at == 0 { tr(lang, "admin-never").into_owned() } else { moment(e.entered_at) };
        let factors = if e.factors == 0 { "–".to_owned() } else { e.factors.to_string() };
        vec![
            Td::of(login).heading(),
            Td::text(&e.name),
            Td::of(role),
            Td::text(&e.org),
            Td::text(&entered),
            Td::text(&factors),
        ]
    };
    let table = Table {
        caption: tr(lang, "admin-accounts").into_owned(),
        columns: heads.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: found.iter().map(row).collect(),
        empty: tr(lang, "admin-none").into_owned(),
        ..Table::default()
    };
    data_table(lang, &table)
}
