//! The menu: entries that parts of the program registered, and the ledgers that the viewer may read, by mechanism.

use std::sync::Arc;

use hangji_platform::Result;
use hangji_platform::ledger::Ledger;
use hangji_store::Tx;
use hangji_ui::{NavGroup, NavItem, tr};

use crate::app::App;
use crate::links;
use crate::request::RequestCx;
use crate::tasks::{self, Overdue};

/// An entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    label: &'static str,
    href: &'static str,
    shown: fn(&RequestCx<'_>) -> bool,
    overdue: bool,
}

impl Entry {
    /// An entry by the key of its label and its address.
    #[must_use]
    pub const fn new(label: &'static str, href: &'static str) -> Entry {
        Entry { label, href, shown: |_| true, overdue: false }
    }

    /// Shown only to some.
    #[must_use]
    pub const fn shown_to(mut self, shown: fn(&RequestCx<'_>) -> bool) -> Entry {
        self.shown = shown;
        self
    }

    /// With the number of all that is overdue beside it.
    #[must_use]
    pub const fn with_overdue(mut self) -> Entry {
        self.overdue = true;
        self
    }
}

/// The entries that were registered, by the mechanism they belong to; those without one stand first.
#[derive(Debug, Default)]
pub(crate) struct Menu(pub(crate) Vec<(&'static str, Vec<Entry>)>);

fn registered(app: &App) -> Arc<Menu> {
    app.state(|_| Menu::default())
}

/// The groups of the menu; `place` is the address of the item that the page belongs to.
///
/// # Errors
/// If the database fails: the numbers beside the items are what is overdue.
pub(crate) fn groups(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, place: &str) -> Result<Vec<NavGroup>> {
    let overdue: Overdue = tasks::overdue(tx, rcx)?;
    let menu = registered(rcx.app);
    let item =
        |label: &str, href: String| NavItem { label: label.to_owned(), current: href == place, href, badge: None };
    let entries = |code: &str| -> Vec<NavItem> {
        let all = menu.0.iter().filter(|(of, _)| *of == code).flat_map(|(_, entries)| entries);
        let badge = |entry: &Entry| if entry.overdue { overdue.all() } else { None };
        let shown = all.filter(|entry| (entry.shown)(rcx));
        shown.map(|e| NavItem { badge: badge(e), ..item(&tr(rcx.lang, e.label), e.href.to_owned()) }).collect()
    };
    let mut groups = vec![NavGroup { title: String::new(), items: entries("") }];
    let mut mechanisms = readable(rcx);
    for (code, _) in menu.0.iter().filter(|(code, _)| !code.is_empty()) {
        if mechanisms.iter().all(|(known, _)| known != code) {
            mechanisms.push((code, Vec::new()));
        }
    }
    for (code, ledgers) in mechanisms {
        let entry = |l: &&Ledger| NavItem { badge: overdue.of(l.name), ..item(rcx.t(l.title), links::list(l.name)) };
        let items: Vec<NavItem> = entries(code).into_iter().chain(ledgers.iter().map(entry)).collect();
        if !items.is_empty() {
            groups.push(NavGroup { title: rcx.t(rcx.sys.mechanism_title(code)).to_owned(), items });
        }
    }
    Ok(groups)
}

/// The ledgers that the viewer may read, by the code of their mechanism, both in the order of their declaration.
fn readable<'v>(rcx: &RequestCx<'v>) -> Vec<(&'static str, Vec<&'v Ledger>)> {
    let mut groups: Vec<(&'static str, Vec<&Ledger>)> = Vec::new();
    for ledger in rcx.sys.ledgers.iter().filter(|l| rcx.viewer.reads(l.name)) {
        match groups.iter_mut().find(|(name, _)| *name == ledger.mechanism) {
            Some((_, ledgers)) => ledgers.push(ledger),
            None => groups.push((ledger.mechanism, vec![ledger])),
        }
    }
    groups
}

/// The ledgers that the viewer may read, by the title of their mechanism, both in the order of their declaration.
pub fn by_mechanism<'v>(rcx: &RequestCx<'v>) -> Vec<(&'static str, Vec<&'v Ledger>)> {
    let title = |name: &'static str| rcx.t(rcx.sys.mechanism_title(name));
    readable(rcx).into_iter().map(|(name, ledgers)| (title(name), ledgers)).collect()
}
