//! The JSON API: what the pages can do, for programs. Every operation stands in one table ([`hangji_web_core::operation`]), an area a
//! file, from which come its route, its entry in the OpenAPI document ([`openapi`]) and the checks of what is sent
//! ([`hangji_web_core::schema`]). Errors are `application/problem+json`.

mod admin;
mod analysis;
mod annotations;
mod bulk;
mod desk;
mod figures;
mod files;
mod imports;
mod ledgers;
mod me;
mod openapi;
mod org_page;
mod orgs;
mod privacy;
mod records;
mod search;
mod sessions;
mod work;

use hangji_web_core::operation::Operation;

/// Every operation, an area a list.
pub(crate) fn table() -> Vec<Operation> {
    [
        openapi::table(),
        me::table(),
        figures::table(),
        orgs::table(),
        org_page::table(),
        ledgers::table(),
        records::table(),
        annotations::table(),
        files::table(),
        privacy::table(),
        work::table(),
        bulk::table(),
        analysis::table(),
        desk::table(),
        search::table(),
        imports::table(),
        sessions::table(),
        admin::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
