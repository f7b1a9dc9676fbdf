//! The navigation: what the viewer may see, grouped by mechanism.

use std::borrow::Cow;

use hangji_platform::Result;
use hangji_platform::import::done;
use hangji_platform::ledger::Ledger;
use hangji_platform::privacy::requests;
use hangji_store::Tx;
use hangji_ui::{NavGroup, NavItem, tr};

use crate::links;
use crate::listing::has_territory;
use crate::pages::{admin, drafts, privacy};
use crate::request::RequestCx;
use crate::tasks::{self, Overdue};
use crate::words::{Group, titled};

/// The groups of the menu; `place` is the address of the item that the page belongs to.
///
/// # Errors
/// If the database fails: the numbers beside the items are what is overdue.
pub(crate) fn groups(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, place: &str) -> Result<Vec<NavGroup>> {
    let overdue: Overdue = tasks::overdue(tx, rcx)?;
    let item =
        |label: &str, href: String| NavItem { label: label.to_owned(), current: href == place, href, badge: None };
    let mut first = vec![NavItem { badge: overdue.all(), ..item(&tr(rcx.lang, "desk-title"), "/".into()) }];
    if rcx.viewer.sees_figures() && has_territory(&rcx.scope) {
        first.push(item(&tr(rcx.lang, "figures-title"), "/figures".into()));
        first.push(item(&tr(rcx.lang, "analysis-title"), "/analysis".into()));
    }
    if rcx.scope.node().is_some() || rcx.scope.is_everything() {
        first.push(item(&tr(rcx.lang, "tree-title"), "/orgs".into()));
    }
    first.push(item(&tr(rcx.lang, "ledgers-title"), "/ledgers".into()));
    if done::concerns(rcx.sys, &rcx.viewer) {
        first.push(item(&tr(rcx.lang, "imports-title"), "/imports".into()));
    }
    if rcx.sys.ledgers.iter().any(|l| rcx.viewer.writes(l.name)) {
        first.push(item(&tr(rcx.lang, "drafts-title"), drafts::PLACE.into()));
    }
    if requests::answers(rcx.sys, &rcx.viewer) {
        first.push(item(&tr(rcx.lang, "privacy-requests-title"), privacy::REQUESTS.into()));
    }
    first.extend(admin::nav(rcx, item));
    first.push(item(&tr(rcx.lang, "privacy-own-title"), privacy::OWN.into()));
    let mut groups = vec![NavGroup { title: String::new(), items: first }];
    for (title, ledgers) in by_mechanism(rcx) {
        let entry = |l: &&Ledger| NavItem { badge: overdue.of(l.name), ..item(rcx.t(l.title), links::list(l.name)) };
        let items = ledgers.iter().map(entry).collect();
        groups.push(NavGroup { title: title.into_owned(), items });
    }
    Ok(groups)
}

/// The ledgers that the viewer may read, by mechanism, both in the order of their declaration.
pub(crate) fn by_mechanism<'v>(rcx: &RequestCx<'v>) -> Vec<(Cow<'static, str>, Vec<&'v Ledger>)> {
    let mut groups: Vec<(&'static str, Vec<&Ledger>)> = Vec::new();
    for ledger in rcx.sys.ledgers.iter().filter(|l| rcx.viewer.reads(l.name)) {
        match groups.iter_mut().find(|(name, _)| *name == ledger.mechanism) {
            Some((_, ledgers)) => ledgers.push(ledger),
            None => groups.push((ledger.mechanism, vec![ledger])),
        }
    }
    groups.into_iter().map(|(name, ledgers)| (titled(rcx.lang, Group::Mechanism, name), ledgers)).collect()
}
