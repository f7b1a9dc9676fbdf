//! What people are owed about what is held on them: their own page, their requests and the answers, and the notice of what
//! a ledger is for.

mod for_person;
mod purpose;
mod requests;
mod subject_access;
mod subject_access_file;
pub(crate) mod todo;

pub(crate) use purpose::readable as explainable;
pub(crate) use requests::{find, granted};
pub(crate) use subject_access::find as own_record;
pub(crate) use subject_access_file::{whole as whole_of_own, xlsx as own_workbook};

use axum::routing::{get, post};
use hangji_store::Id;

use crate::router::{FORM, GET, POST, Route, route};

/// The address of one's own page.
pub(crate) const OWN: &str = "/me/data";
/// The address of what is held about somebody, for those who serve them.
pub(crate) fn of_person(id: Id) -> String {
    format!("/people/{id}/data")
}
/// The address of the requests to answer.
pub(crate) const REQUESTS: &str = "/requests";

/// The routes.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        route(GET, "/me/data", get(subject_access::show)),
        route(GET, "/me/data/export.json", get(subject_access_file::json)),
        route(GET, "/me/data/export.xlsx", get(subject_access_file::xlsx)),
        route(FORM, "/me/data/{ledger}/{id}", get(subject_access::record).post(subject_access::ask)),
        route(POST, "/me/requests/{id}/take-back", post(subject_access::take_back)),
        route(GET, "/people/{id}/data", get(for_person::show)),
        route(POST, "/people/{id}/data/copy", post(for_person::copy)),
        route(FORM, "/people/{id}/data/{ledger}/{record}", get(for_person::record).post(for_person::ask)),
        route(GET, "/requests", get(requests::show)),
        route(GET, "/requests/{id}", get(requests::one)),
        route(POST, "/requests/{id}/refuse", post(requests::refuse)),
        route(POST, "/requests/{id}/erase", post(requests::erase)),
        route(GET, "/ledgers/{ledger}/purpose", get(purpose::show)),
    ]
}
