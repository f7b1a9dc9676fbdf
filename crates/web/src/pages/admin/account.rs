//! One account: its facts, what it may do, how it stands, where it is signed in, what was done to it; and what the viewer
//! may do about it, or why not.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::access::admin::{Account, AccountAction, Administration};
use hangji_platform::access::security_events::Passage;
use hangji_platform::access::sessions::{Kind, Session};
use hangji_platform::ledger::State as Standing;
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, button_link, card, columns, data_table, facts, form,
    heading, history, notice, pad, tag,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::fields::{self, with_errors};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{moment, platform};
use hangji_web_core::{facts, history as told};

use super::{HERE, crumbs, events, find, href, rights, role_words};
use crate::pages::account::{device, factors, sessions, tokens};

/// Attempts to enter that the page tells.
const ENTRIES: i64 = 10;
/// The field that names the action.
pub(super) const ACTION: &str = "deed";

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        content(tx, rcx, &id, &Params::default(), None)
    })
    .await
}

/// The page, with what was refused of an action.
pub(super) fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    id: &str,
    given: &Params,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let (work, account) = find(tx, rcx, id)?;
    let ledger = rcx.viewer.may_read(rcx.sys, hangji_platform::access::ACCOUNTS)?;
    let items = facts::items(tx, rcx, ledger, &account.line, false)?;
    let changes = told::of(tx, rcx, ledger, account.id(), &mut told::Names::default())?;
    let entries = work.entries(tx, &account, ENTRIES)?;
    let may_do = rights::may_do(tx, rcx, &work, &account)?;
    let title = hangji_web_core::listing::name(rcx, ledger, &account.line);
    let amend = rcx.viewer.office() == hangji_platform::access::Office::System
        && account.line.record.state == Standing::InForce;
    let amend = html! {
        @if amend {
            (button_link(&format!("{}/amend", hangji_web_core::links::record(ledger.name, account.id())), &tr(lang, "record-amend"), false))
        }
    };
    let main = html! {
        @if rcx.head.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "account-saved")) })) }
        (heading(&title, &role_words(rcx, account.role.as_deref()), amend))
        @if account.line.record.state == Standing::Withdrawn {
            (notice(Colour::Warn, html! { (tr(lang, "admin-suspended")) }))
        }
        @if account.role.is_none() { (notice(Colour::Warn, html! { (tr(lang, "admin-waits-for-rights")) })) }
        (columns(
            html! {
                (card(&tr(lang, "account-who"), html! {}, pad(facts(lang, &items))))
                (may_do)
                (in_force(rcx, &account.standing.sessions))
                (tried(rcx, &entries))
                (card(&tr(lang, "record-history"), html! {}, history(lang, &changes)))
            },
            html! {
                (card(&tr(lang, "admin-standing"), html! {}, pad(facts(lang, &standing(rcx, &account)))))
                (actions(rcx, &work, &account, given, refused))
            },
        ))
    };
    Ok(Content::new(title.clone(), HERE, main).at(crumbs(rcx, &title)))
}

type Fact = (String, Markup, Option<String>);

/// How the account stands beside its record.
fn standing(rcx: &RequestCx<'_>, account: &Account) -> Vec<Fact> {
    let (lang, s) = (rcx.lang, &account.standing);
    let password = match (s.password_at, s.must_change) {
        (0, _) => tr(lang, "admin-no-password").into_owned(),
        (at, false) => moment(at),
        (_, true) => tr_args(lang, "admin-one-time-until", &[("until", (&moment(s.password_ends)).into())]),
    };
    let lock = match s.locked_until {
        None => html! { (tr(lang, "admin-not-locked")) },
        Some(until) => {
            let until = moment(until);
            tag(Colour::Bad, &tr_args(lang, "admin-locked-until", &[("until", (&until).into())]))
        }
    };
    let kinds: Vec<String> =
        s.factors.iter().map(|f| format!("{} ({})", f.name, factors::kind_words(rcx, f.kind))).collect();
    let factor = match (kinds.is_empty(), s.demanded) {
        (true, true) => tag(Colour::Warn, &tr(lang, "admin-factor-missing")),
        (true, false) => html! { (tr(lang, "factor-none")) },
        (false, _) => html! { (kinds.join(" · ")) },
    };
    vec![
        (tr(lang, "sign-in-password").into_owned(), html! { (password) }, None),
        (tr(lang, "admin-lock").into_owned(), lock, None),
        (tr(lang, "factor-title").into_owned(), factor, None),
        (tr(lang, "factor-codes").into_owned(), html! { (s.codes_left) }, None),
    ]
}

/// Where it is signed in, and its tokens.
fn in_force(rcx: &RequestCx<'_>, all: &[Session]) -> Markup {
    let lang = rcx.lang;
    let (scripts, browsers): (Vec<&Session>, Vec<&Session>) = all.iter().partition(|s| s.kind == Kind::Token);
    let table = |key: &str, columns: Vec<Col>, rows: Vec<Vec<Td>>, empty: &str| Table {
        caption: tr(lang, key).into_owned(),
        columns,
        rows,
        empty: tr(lang, empty).into_owned(),
        ..Table::default()
    };
    let browsers = browsers.iter().map(|s| sessions::facts_of(rcx, s)).collect();
    let scripts = scripts.iter().map(|s| tokens::facts_of(rcx, s)).collect();
    let browsers = table("session-title", sessions::columns(rcx), browsers, "session-none");
    let scripts = table("token-title", tokens::columns(rcx), scripts, "token-none");
    html! {
        (card(&browsers.caption, html! {}, data_table(lang, &browsers)))
        (card(&scripts.caption, html! {}, data_table(lang, &scripts)))
    }
}

/// The last attempts to enter it.
fn tried(rcx: &RequestCx<'_>, entries: &[Passage]) -> Markup {
    let lang = rcx.lang;
    let row = |p: &Passage| {
        vec![
            Td::text(&moment(p.at)).heading(),
            Td::text(&events::event_words(rcx, p.event)),
            Td::text(&events::details(rcx, p)),
        ]
    };
    let table = Table {
        caption: tr(lang, "admin-entries").into_owned(),
        columns: ["events-when", "events-what", "events-details"].map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: entries.iter().map(row).collect(),
        empty: tr(lang, "admin-never").into_owned(),
        ..Table::default()
    };
    card(&table.caption, html! {}, data_table(lang, &table))
}

/// The word of an action.
pub(super) fn action_key(action: AccountAction) -> &'static str {
    match action {
        AccountAction::Rights => "admin-deed-rights",
        AccountAction::Password => "admin-deed-password",
        AccountAction::Unlock => "admin-deed-unlock",
        AccountAction::EndSessions => "admin-deed-end-sessions",
        AccountAction::RemoveFactors => "admin-deed-remove-factors",
        AccountAction::Suspend => "admin-deed-suspend",
        AccountAction::Reopen => "admin-deed-reopen",
    }
}

/// What the viewer can do, as one form with its reason; and why not the rest.
fn actions(
    rcx: &RequestCx<'_>,
    work: &Administration<'_>,
    account: &Account,
    given: &Params,
    refused: Option<&Refusal>,
) -> Markup {
    let lang = rcx.lang;
    let mut options = Vec::new();
    let mut hindered = Vec::new();
    for action in AccountAction::ALL {
        match work.hindrance(account, action) {
            Some(why) => hindered.push((tr(lang, action_key(action)), why)),
            None if action == AccountAction::Rights => {}
            None => options.extend(choices(rcx, account, action)),
        }
    }
    let rights = work.hindrance(account, AccountAction::Rights).is_none();
    html! {
        @if rights {
            (card(&tr(lang, "admin-deed-rights"), html! {}, pad(button_link(&format!("{}/rights", href(account.id())), &tr(lang, "admin-deed-rights"), true))))
        }
        @if !options.is_empty() {
            (card(&tr(lang, "admin-deeds"), html! {}, action_form(rcx, account, options, given, refused)))
        }
        @if !hindered.is_empty() {
            (card(&tr(lang, "admin-hindered"), html! {}, pad(html! {
                dl.facts { @for (action, why) in &hindered { div { dt { (action) } dd { (why.in_(platform(lang))) } } } }
            })))
        }
    }
}

/// An action as options of the form: sessions are ended one by one or all at once.
fn choices(rcx: &RequestCx<'_>, account: &Account, action: AccountAction) -> Vec<(String, String)> {
    let mut out = vec![(action.code().to_owned(), tr(rcx.lang, action_key(action)).into_owned())];
    if action == AccountAction::EndSessions {
        for s in &account.standing.sessions {
            let unknown = || tr(rcx.lang, "session-unknown").into_owned();
            let what = if s.kind == Kind::Token {
                s.name.clone()
            } else {
                device::words(&s.from.agent).unwrap_or_else(unknown)
            };
            let (what, since) = (what, moment(s.started_at));
            let args = [("what", (&what).into()), ("since", (&since).into())];
            out.push((format!("{}:{}", action.code(), s.code()), tr_args(rcx.lang, "admin-end-one", &args)));
        }
    }
    out
}

fn action_form(
    rcx: &RequestCx<'_>,
    account: &Account,
    options: Vec<(String, String)>,
    given: &Params,
    refused: Option<&Refusal>,
) -> Markup {
    let lang = rcx.lang;
    let value = |name: &str| given.raw(name).unwrap_or_default().to_owned();
    let fields = vec![
        FormField::new(ACTION, tr(lang, "admin-deed"), FieldKind::Select(options)).required().value(value(ACTION)),
        fields::reason(rcx).value(value(fields::REASON)),
    ];
    let whole = Form {
        action: format!("{}/deed", href(account.id())),
        fields: with_errors(rcx, fields, refused),
        submit: tr(lang, "admin-do").into_owned(),
        error_summary: crate::pages::account::form_errors(rcx, refused, &[ACTION, fields::REASON]),
        ..Form::default()
    };
    form(lang, &whole)
}
