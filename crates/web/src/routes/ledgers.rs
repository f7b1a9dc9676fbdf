//! Lists, records, and what daily work in ledgers has beside them.

use axum::extract::DefaultBodyLimit;
use hangji_web_core::route::{Need, Route};

use crate::pages::imports::{self, acts, decisions, list, refused, upload};
use crate::pages::{
    annotations, bulk, columns, drafts, export, filters, ledger_list, record, record_acts, record_form, suggest, views,
};

/// Lists and records.
pub(super) fn records() -> Vec<Route> {
    vec![
        Route::get("/l/{ledger}", ledger_list::show).twin(&["list"]),
        Route::get("/l/{ledger}/export.xlsx", export::file).needs(Need::Export).twin(&["export_xlsx"]),
        Route::get("/l/{ledger}/export.csv", export::file).needs(Need::Export).twin(&["export_csv"]),
        Route::get("/l/{ledger}/new", record_form::empty).needs(Need::Write).twin(&[
            "get_ledger",
            "last_entered",
            "template",
        ]),
        Route::post("/l/{ledger}/new", record_form::add).needs(Need::Write).twin(&["add", "save_draft"]),
        Route::get("/l/{ledger}/{id}", record::show).twin(&["get", "history"]),
        Route::get("/l/{ledger}/{id}/amend", record_form::filled).needs(Need::Write).twin(&["get"]),
        Route::post("/l/{ledger}/{id}/amend", record_form::amend).needs(Need::Write).twin(&[
            "amend",
            "change_draft",
            "grant_correction",
        ]),
        Route::post("/l/{ledger}/{id}/withdraw", record_acts::withdraw).needs(Need::Write).twin(&["withdraw"]),
        Route::post("/l/{ledger}/{id}/restore", record_acts::restore).needs(Need::Write).twin(&["restore"]),
    ]
}

/// Conditions, columns, suggestions, views, bulk acts, drafts.
pub(super) fn work() -> Vec<Route> {
    vec![
        Route::get("/l/{ledger}/condition", filters::condition).twin(&["list"]),
        Route::get("/l/{ledger}/columns", columns::show).twin(&["list"]),
        Route::get("/l/{ledger}/suggest", suggest::typed).twin(&["suggest"]),
        Route::get("/l/{ledger}/views", views::show).twin(&["list_views"]),
        Route::post("/l/{ledger}/views", views::save).twin(&["save_view"]),
        Route::post("/l/{ledger}/views/{id}", views::change).twin(&["change_view", "delete_view", "set_usual_view"]),
        Route::post("/l/{ledger}/bulk", bulk::act).twin(&["act_on_many", "export_xlsx"]),
        Route::get("/l/{ledger}/bulk/{id}", bulk::done).twin(&["get_act_on_many"]),
        Route::get("/drafts", drafts::list).twin(&["list_drafts"]),
        Route::get("/drafts/{id}", drafts::resume).twin(&["get_draft"]),
        Route::post("/drafts/{id}/discard", drafts::discard).twin(&["discard_draft"]),
    ]
}

/// Imports.
pub(super) fn imports() -> Vec<Route> {
    vec![
        Route::get("/l/{ledger}/import", upload::show)
            .needs(Need::Write)
            .twin(&["list_waiting_imports", "list_imports"]),
        Route::post("/l/{ledger}/import", upload::take)
            .needs(Need::Write)
            .twin(&["upload_import"])
            .body(DefaultBodyLimit::max(upload::MOST_BODY_BYTES)),
        Route::get("/l/{ledger}/template.xlsx", upload::template).twin(&["template"]),
        Route::get("/imports", list::show).twin(&["list_imports", "list_waiting_imports"]),
        Route::get("/imports/{id}", imports::show::show).twin(&["get_import", "list_import_rows"]),
        Route::post("/imports/{id}/header", decisions::look_again).twin(&["set_import_header"]),
        Route::post("/imports/{id}/columns", decisions::decide).twin(&["set_import_columns"]),
        Route::post("/imports/{id}/preview", acts::preview).twin(&["preview_import"]),
        Route::post("/imports/{id}/run", acts::run).twin(&["run_import"]),
        Route::post("/imports/{id}/discard", acts::discard).twin(&["discard_import"]),
        Route::post("/imports/{id}/undo", acts::undo).twin(&["undo_import"]),
        Route::get("/imports/{id}/refused.xlsx", refused::workbook).twin(&["import_refused"]),
    ]
}

/// Files and remarks beside a record.
pub(super) fn annotations() -> Vec<Route> {
    use annotations::{files, remarks, upload};
    vec![
        // An upload counts its own bytes: how many it may have, the operator decides.
        Route::post("/l/{ledger}/{id}/files", upload::take)
            .twin(&["attach_file", "list_files"])
            .body(DefaultBodyLimit::disable()),
        Route::get("/l/{ledger}/{id}/files/{file}", files::open).twin(&["open_file"]),
        Route::post("/l/{ledger}/{id}/files/{file}/withdraw", files::withdraw).twin(&["withdraw_file"]),
        Route::post("/l/{ledger}/{id}/remarks", remarks::add).twin(&["add_remark", "list_remarks"]),
        Route::post("/l/{ledger}/{id}/remarks/{remark}/withdraw", remarks::withdraw).twin(&["withdraw_remark"]),
    ]
}
