//! What people are owed about what is held on them: their own page, their requests and the answers, and the notice of what
//! a ledger is for.

mod own;
mod own_file;
mod purpose;
mod requests;

pub(crate) use requests::find;

use axum::routing::{get, post};

use crate::router::{FORM, GET, POST, Route, route};

/// The address of one's own page.
pub(crate) const OWN: &str = "/me/data";
/// The address of the requests to answer.
pub(crate) const REQUESTS: &str = "/requests";

/// The routes.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        route(GET, "/me/data", get(own::show)),
        route(GET, "/me/data/export.json", get(own_file::json)),
        route(GET, "/me/data/export.xlsx", get(own_file::xlsx)),
        route(FORM, "/me/data/{ledger}/{id}", get(own::record).post(own::ask)),
        route(POST, "/me/requests/{id}/take-back", post(own::take_back)),
        route(GET, "/requests", get(requests::show)),
        route(GET, "/requests/{id}", get(requests::one)),
        route(POST, "/requests/{id}/refuse", post(requests::refuse)),
        route(POST, "/requests/{id}/erase", post(requests::erase)),
        route(GET, "/ledgers/{ledger}/purpose", get(purpose::show)),
    ]
}
