//! The generic pages as a part of the program: their routes, operations, entries of the menu and sources of tasks.

use hangji_platform::access::Office;
use hangji_platform::import::done;
use hangji_platform::privacy::requests;
use hangji_web_core::links;
use hangji_web_core::listing::has_territory;
use hangji_web_core::mechanism_ui::MechanismUi;
use hangji_web_core::menu::Entry;
use hangji_web_core::request::RequestCx;
use hangji_web_core::tasks::Source;

use crate::pages::{admin, imports, privacy};
use crate::{api, routes};

/// The generic pages and operations, made from the declarations.
#[must_use]
pub fn ui() -> MechanismUi {
    let (menu, tasks) = (menu(), tasks());
    MechanismUi { routes: routes::all(), operations: api::table(), menu, tasks, ..MechanismUi::default() }
}

fn menu() -> Vec<Entry> {
    let figures = |rcx: &RequestCx<'_>| rcx.viewer.sees_figures() && has_territory(&rcx.scope);
    vec![
        Entry::new("desk-title", "/").with_overdue(),
        Entry::new("figures-title", "/figures").shown_to(figures),
        Entry::new("analysis-title", "/analysis").shown_to(figures),
        Entry::new("tree-title", "/orgs").shown_to(|rcx| has_territory(&rcx.scope)),
        Entry::new("ledgers-title", "/ledgers"),
        Entry::new("imports-title", "/imports").shown_to(|rcx| done::concerns(rcx.sys, &rcx.viewer)),
        Entry::new("drafts-title", links::DRAFTS)
            .shown_to(|rcx| rcx.sys.ledgers.iter().any(|l| rcx.viewer.writes(l.name))),
        Entry::new("privacy-requests-title", links::REQUESTS).shown_to(|rcx| requests::answers(rcx.sys, &rcx.viewer)),
        Entry::new("admin-title", admin::HERE).shown_to(|rcx| rcx.viewer.office() != Office::Work),
        Entry::new("events-title", admin::EVENTS).shown_to(|rcx| rcx.viewer.office() == Office::Audit),
        Entry::new("privacy-own-title", links::OWN_DATA),
    ]
}

/// What waits for people beside the tasks of records.
fn tasks() -> Vec<Source> {
    vec![
        Source { pressing: privacy::todo::pressing, list: privacy::todo::list },
        Source { pressing: imports::todo::pressing, list: imports::todo::list },
        Source { pressing: admin::waiting::pressing, list: admin::waiting::list },
    ]
}
