//! What people are owed about what is held on them, and masked fields shown open.

use hangji_web_core::route::{Need, Route};

use crate::pages::privacy::{for_person, purpose, requests as asked, subject_access, subject_access_file};
use crate::pages::{export, unmask};

const SERVED: &str = "a clerk serves the person who stands there and has no account, at a page";

/// Masked fields shown open, once, for a stated need.
pub(super) fn unmasking() -> Vec<Route> {
    const OPENED: &[&str] = &["export_opened_xlsx", "export_opened_csv"];
    vec![
        Route::post("/l/{ledger}/{id}/show", unmask::show).needs(Need::Unmask).twin(&["show"]),
        Route::get("/l/{ledger}/export", export::choose).needs(Need::Unmask).twin(OPENED),
        Route::post("/l/{ledger}/export", export::opened).needs(Need::Unmask).twin(OPENED),
    ]
}

/// One's own page. Records that name the viewer they may read, whatever their role reads.
pub(super) fn own() -> Vec<Route> {
    vec![
        Route::get("/me/data", subject_access::show).twin(&["list_own_data", "list_looks", "list_own_requests"]),
        Route::get("/me/data/export.json", subject_access_file::json).twin(&["export_own_data"]),
        Route::get("/me/data/export.xlsx", subject_access_file::xlsx).twin(&["export_own_data_xlsx"]),
        Route::get("/me/data/{ledger}/{id}", subject_access::record).needs(Need::SignedIn).twin(&["get_own_record"]),
        Route::post("/me/data/{ledger}/{id}", subject_access::ask).needs(Need::SignedIn).twin(&["ask_about_own_data"]),
        Route::post("/me/requests/{id}/take-back", subject_access::take_back).twin(&["take_request_back"]),
    ]
}

/// Requests of the people concerned, and the notice of what a ledger is for.
pub(super) fn requests() -> Vec<Route> {
    vec![
        Route::get("/requests", asked::show).twin(&["list_requests_to_answer"]),
        Route::get("/requests/{id}", asked::one).twin(&["get_request"]),
        Route::post("/requests/{id}/refuse", asked::refuse).twin(&["refuse_request"]),
        Route::post("/requests/{id}/erase", asked::erase).twin(&["grant_erasure"]),
        Route::get("/ledgers/{ledger}/purpose", purpose::show).needs(Need::SignedIn).twin(&["get_ledger"]),
    ]
}

/// What is held about somebody who has no account, for those who serve them.
pub(super) fn served() -> Vec<Route> {
    let all = [
        Route::get("/people/{id}/data", for_person::show),
        Route::get("/people/{id}/data/{ledger}/{record}", for_person::record),
        Route::post("/people/{id}/data/{ledger}/{record}", for_person::ask),
        Route::post("/people/{id}/data/copy", for_person::copy),
    ];
    all.map(|route| route.needs(Need::SignedIn).no_twin(SERVED)).to_vec()
}
