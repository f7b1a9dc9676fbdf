//! Addresses of pages, made in one place.

use std::fmt::Display;

use hangji_platform::figures::Period;
use hangji_store::{Day, Id};
use hangji_ui::encoded;

/// A ledger's list.
pub fn list(ledger: &str) -> String {
    format!("/l/{ledger}")
}

/// A ledger's list with a query.
pub fn list_with(ledger: &str, query: &[(String, String)]) -> String {
    if query.is_empty() { everything(ledger) } else { format!("{}?{}", list(ledger), written(query)) }
}

/// A ledger's list with nothing left out, whatever view it usually opens with.
pub fn everything(ledger: &str) -> String {
    format!("/l/{ledger}?view=all")
}

/// A query written out.
pub fn written(query: &[(String, String)]) -> String {
    query.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect::<Vec<_>>().join("&")
}

/// A draft.
pub fn draft(id: Id) -> String {
    format!("/drafts/{id}")
}

/// Whether an address is that of a draft.
pub fn is_draft(address: &str) -> bool {
    address.starts_with("/drafts/")
}

/// One's own drafts.
pub const DRAFTS: &str = "/drafts";
/// What is held about oneself.
pub const OWN_DATA: &str = "/me/data";
/// The requests to answer.
pub const REQUESTS: &str = "/requests";

/// What is held about somebody, for those who serve them.
pub fn person_data(id: Id) -> String {
    format!("/people/{id}/data")
}

/// A record.
pub fn record(ledger: &str, id: Id) -> String {
    format!("/l/{ledger}/{id}")
}

/// An organisation.
pub fn org(code: &str) -> String {
    format!("/orgs/{}", encoded(code))
}

/// An organisation as it was on a day.
pub fn org_on(code: &str, on: Day, today: Day) -> String {
    if on == today { org(code) } else { format!("{}?on={on}", org(code)) }
}

/// The desk at an organisation.
pub fn desk(code: &str, period: impl Display) -> String {
    format!("/?org={}&period={period}", encoded(code))
}

/// All figures at an organisation.
pub fn figures(code: &str, period: Period) -> String {
    format!("/figures?org={}&period={period}", encoded(code))
}

/// So many figures an analysis takes at once.
pub const MOST_FIGURES: usize = 6;

/// The analysis of figures at an organisation: by what stands below it.
pub fn analysis(figures: &[&str], code: &str, period: Period) -> String {
    format!("/analysis?{}", analysis_query(figures, code, period))
}

/// The query of [`analysis`], as pins keep it.
pub fn analysis_query(figures: &[&str], code: &str, period: Period) -> String {
    let figures: Vec<String> = figures.iter().map(|id| format!("figure={}&", encoded(id))).collect();
    format!("{}org={}&period={period}", figures.concat(), encoded(code))
}

/// A figure at an organisation in a period.
pub fn figure(id: &str, code: &str, period: Period) -> String {
    format!("/figures/{}?org={}&period={period}", encoded(id), encoded(code))
}

/// A help page.
pub fn help(topic: &str) -> String {
    format!("/help/{topic}")
}

/// An address without a query parameter.
pub fn without(here: &str, name: &str) -> String {
    let Some((path, query)) = here.split_once('?') else { return here.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| pair.split('=').next() != Some(name)).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}
