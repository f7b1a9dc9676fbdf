//! Administration in the browser: who may enter, with which rights, and what happened. Each of the three administrators
//! finds here what their office covers, and beside the rest why it is another's; to everybody else the pages do not exist.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod action;
pub(crate) mod events;
pub(crate) mod events_file;
pub(crate) mod new;
pub(crate) mod rights;
pub(crate) mod roles;
pub(crate) mod second_factor;
pub(crate) mod waiting;

use hangji_platform::access::Office;
use hangji_platform::access::admin::{Account, Administration};
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::segmented;
use hangji_ui::{Markup, tr};
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::message;

/// The accounts.
pub(crate) const HERE: &str = "/admin";
/// What happened.
pub(crate) const EVENTS: &str = "/admin/events";

/// The viewer's work as an administrator.
pub(crate) fn administration<'v>(rcx: &'v RequestCx<'_>) -> Result<Administration<'v>> {
    Administration::of(rcx.sys, &rcx.viewer, rcx.app.policy())
}

/// The account of an address.
pub(crate) fn find<'v>(tx: &mut Tx<'_>, rcx: &'v RequestCx<'_>, id: &str) -> Result<(Administration<'v>, Account)> {
    let work = administration(rcx)?;
    let id: Id = id.parse().map_err(|_| Refusal::NotFound(message("admin-no-account", &[])))?;
    let account = work.account(tx, id, rcx.app.clock.now_ms())?;
    Ok((work, account))
}

/// The page of an account.
fn href(account: Id) -> String {
    format!("/admin/accounts/{account}")
}

/// The rooms of administration.
fn tabs(rcx: &RequestCx<'_>, here: &str) -> Markup {
    let mut all =
        vec![(HERE, "admin-accounts"), ("/admin/roles", "admin-roles"), ("/admin/second-factor", "factor-title")];
    if rcx.viewer.office() == Office::Audit {
        all.push((EVENTS, "events-title"));
    }
    let item = |(to, key): &(&str, &str)| (tr(rcx.lang, key).into_owned(), (*to).to_owned(), *to == here);
    segmented(&tr(rcx.lang, "admin-title"), &all.iter().map(item).collect::<Vec<_>>())
}

/// The way to a page.
fn crumbs(rcx: &RequestCx<'_>, title: &str) -> Vec<(String, Option<String>)> {
    vec![(tr(rcx.lang, "admin-title").into_owned(), Some(HERE.to_owned())), (title.to_owned(), None)]
}

/// The title of a role by its code; that there is none.
fn role_words(rcx: &RequestCx<'_>, code: Option<&str>) -> String {
    let role = code.and_then(|code| rcx.sys.role(code));
    role.map_or_else(|| tr(rcx.lang, "admin-no-role").into_owned(), |r| rcx.t(r.title).to_owned())
}

/// The roles to choose from.
fn role_options(rcx: &RequestCx<'_>) -> Vec<(String, String)> {
    rcx.sys.roles.iter().map(|r| (r.code.to_owned(), rcx.t(r.title).to_owned())).collect()
}
