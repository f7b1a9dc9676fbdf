//! The rights of an account: what they come to, in words, and the form that gives others.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::access::admin::{Account, AccountAction, Administration, Rights};
use hangji_platform::access::{Reach, Role};
use hangji_platform::ledger::{Ledger, Value};
use hangji_platform::tree::lookup;
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{Col, FieldKind, Form, FormField, Table, Td, card, data_table, form, heading, pad};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::{self, REASON, reason, seen_field, with_errors};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;

use super::{HERE, crumbs, find, href, role_options, role_words};
use crate::pages::account::form_errors;

const ROLE: &str = "role";
const TERRITORY: &str = "territory";

/// What an account may do: how far it sees, and what of each ledger its role allows.
pub(super) fn may_do(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    work: &Administration<'_>,
    account: &Account,
) -> Result<Markup> {
    let lang = rcx.lang;
    let title = tr(lang, "admin-may-do");
    let Some(role) = account.role.as_deref().and_then(|code| rcx.sys.role(code)) else {
        return Ok(card(&title, html! {}, pad(html! { p { (tr(lang, "admin-may-nothing")) } })));
    };
    let node = work.territory(tx, account)?;
    let reach = match role.reach {
        Reach::Territory => tr_args(lang, "admin-reach-territory", &[("org", (&node.name).into())]),
        Reach::Involved => tr(lang, "admin-reach-involved").into_owned(),
    };
    let person = work.sys.ledger(hangji_platform::access::ACCOUNTS)?.position("person");
    let tied = person.is_some_and(|i| matches!(account.line.record.values[i], Value::Int(_)));
    let readable = rcx.sys.ledgers.iter().filter(|l| role.may_read(l.name));
    let row = |l: &Ledger| {
        let named: Vec<&str> =
            l.involves.iter().filter_map(|f| l.position(f)).map(|i| rcx.t(l.fields[i].title)).collect();
        let named = if tied { named.join(" · ") } else { String::new() };
        vec![
            Td::text(rcx.t(l.title)).heading(),
            Td::text(&allowed(rcx, role, l).join(" · ")),
            Td::text(if named.is_empty() { "–" } else { &named }),
        ]
    };
    let table = Table {
        caption: title.to_string(),
        columns: ["admin-ledger", "admin-allowed", "admin-named-in"].map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: readable.map(row).collect(),
        empty: tr(lang, "admin-may-nothing").into_owned(),
        ..Table::default()
    };
    let besides: Vec<_> = [(role.figures, "admin-sees-figures"), (role.exports, "admin-takes-files")]
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, key)| tr(lang, key))
        .collect();
    Ok(card(
        &title,
        html! {},
        html! {
            (pad(html! { p { (reach) @for words in &besides { " " (words) } } }))
            (data_table(lang, &table))
        },
    ))
}

/// What a role may do with a ledger, in words.
pub(super) fn allowed(rcx: &RequestCx<'_>, role: &Role, ledger: &Ledger) -> Vec<String> {
    let name = ledger.name;
    let sealed = ledger.fields.iter().any(hangji_platform::ledger::Field::is_encrypted);
    let all = [
        (role.may_read(name), "admin-right-read"),
        (role.may_read(name) && role.may_write(name), "admin-right-write"),
        (role.may_read(name) && role.exports, "admin-right-export"),
        (role.may_read(name) && sealed && role.may_unmask(name), "admin-right-unmask"),
        (role.may_read(name) && role.may_erase(name), "admin-right-erase"),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, key)| tr(rcx.lang, key).into_owned()).collect()
}

/// The form.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        content(tx, rcx, &id, None, None)
    })
    .await
}

fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    id: &str,
    given: Option<&Params>,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let (work, account) = find(tx, rcx, id)?;
    if let Some(why) = work.hindrance(&account, AccountAction::Rights) {
        return Err(Refusal::Forbidden(why).into());
    }
    let own = lookup::by_id(tx, &rcx.scope, account.line.record.org)?;
    let node = work.territory(tx, &account)?;
    let present = |name: &str| match name {
        ROLE => account.role.clone().unwrap_or_default(),
        _ if node.id == own.id => String::new(),
        _ => node.code.clone(),
    };
    let value = |name: &str| given.map_or_else(|| present(name), |g| g.raw(name).unwrap_or_default().to_owned());
    let hint = tr_args(lang, "admin-territory-hint", &[("org", (&own.name).into())]);
    let fields = vec![
        FormField::new(ROLE, tr(lang, "account-role"), FieldKind::Select(role_options(rcx)))
            .value(value(ROLE))
            .hint(tr(lang, "admin-role-hint").into_owned()),
        FormField::new(TERRITORY, tr(lang, "admin-territory-code"), FieldKind::Text { max: Some(30) })
            .value(value(TERRITORY))
            .hint(hint),
        reason(rcx).value(given.and_then(|g| g.raw(REASON)).unwrap_or_default().to_owned()),
        given
            .and_then(|g| g.raw("seen"))
            .map_or_else(|| seen_field(&account.line), |text| seen_field(&account.line).value(text)),
    ];
    let whole = Form {
        action: format!("{}/rights", href(account.id())),
        fields: with_errors(rcx, fields, refused),
        submit: tr(lang, "admin-deed-rights").into_owned(),
        cancel_href: Some(href(account.id())),
        error_summary: form_errors(rcx, refused, &[ROLE, TERRITORY, REASON]),
        ..Form::default()
    };
    let login = hangji_platform::access::sessions::login_of(tx, account.id())?;
    let title = tr(lang, "admin-deed-rights");
    let sub = format!("{login} · {}", role_words(rcx, account.role.as_deref()));
    let main = html! {
        (heading(&title, &sub, html! {}))
        (may_do(tx, rcx, &work, &account)?)
        (form(lang, &whole))
    };
    let mut crumbs = crumbs(rcx, &title);
    crumbs.insert(1, (login, Some(href(account.id()))));
    Ok(Content::new(&*title, HERE, main).at(crumbs))
}

/// Gives them.
pub(crate) async fn give(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    let (at, given) = (id.clone(), form.clone());
    let run = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (work, account) = find(tx, rcx, &at)?;
        let role = given.get(ROLE);
        if role.is_some_and(|code| rcx.sys.role(code).is_none()) {
            return Err(Refusal::invalid(hangji_platform::Problem::at(ROLE, message("admin-unknown-role", &[]))).into());
        }
        let territory = match given.get(TERRITORY) {
            Some(code) => Some(lookup::by_code(tx, &rcx.scope, code)?.id),
            None => None,
        };
        let territory = territory.filter(|node| *node != account.line.record.org);
        let seen = fields::seen(&given)?;
        let why = given.raw(REASON).unwrap_or_default();
        work.give_rights(tx, cx, account.id(), seen, &Rights { role, territory }, why)?;
        Ok(format!("{}?saved=1", href(account.id())))
    };
    app.act(head, run, move |tx, rcx, refusal| Ok(content(tx, rcx, &id, Some(&form), Some(refusal))?.refused(refusal)))
        .await
}
