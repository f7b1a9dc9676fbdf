//! Every page: its address, where it leads, the right it needs, and the operations of the API that do the same or why
//! programs have none. An area a list.

mod account;
mod ledgers;
mod overview;
mod privacy;

use hangji_web_core::route::Route;

/// Every route, in the order of `docs/api-parity.txt`.
pub(crate) fn all() -> Vec<Route> {
    [
        account::entrance(),
        account::own(),
        overview::desk(),
        ledgers::records(),
        ledgers::work(),
        overview::search(),
        ledgers::imports(),
        privacy::unmasking(),
        privacy::own(),
        privacy::requests(),
        ledgers::annotations(),
        account::administration(),
        privacy::served(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
