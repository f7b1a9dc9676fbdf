//! Ledgers of contact: links and cadres sent down (`links`), what they do there (`field_work`), and the households they
//! visit, which are a register of `base`.

mod field_work;
mod links;
mod shared;

use hangji_platform::ledger::Ledger;

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![
        hangji_base::households::ledger(),
        links::contact_links(),
        links::campaign_cadres(),
        field_work::visits(),
        field_work::policy_talks(),
        field_work::development_plans(),
        field_work::development_projects(),
    ]
}
