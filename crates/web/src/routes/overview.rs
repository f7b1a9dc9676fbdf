//! Desk, figures, tree, search, help.

use hangji_web_core::route::{Need, Route};

use crate::pages::{
    analysis, analysis_files, desk, figure, figures, help, ledgers, org, pins, search as found, tasks, tree,
};

/// Desk, figures and tree.
pub(super) fn desk() -> Vec<Route> {
    vec![
        Route::get("/", desk::show).twin(&[
            "list_tasks",
            "count_tasks",
            "list_figures",
            "analyse",
            "list_pins",
            "list_changes",
        ]),
        Route::get("/tasks", tasks::show).twin(&["list_tasks", "count_tasks"]),
        Route::get("/analysis", analysis::show).needs(Need::Figures).twin(&["analyse"]),
        Route::get("/analysis/export.xlsx", analysis_files::file).needs(Need::Figures).twin(&["analysis_xlsx"]),
        Route::get("/analysis/export.csv", analysis_files::file).needs(Need::Figures).twin(&["analysis_csv"]),
        Route::get("/analysis/export.svg", analysis_files::file).needs(Need::Figures).twin(&["analysis_svg"]),
        Route::post("/pins", pins::add).needs(Need::Figures).twin(&["add_pin"]),
        Route::post("/pins/{id}/move", pins::shift).twin(&["move_pin"]),
        Route::post("/pins/{id}/remove", pins::remove).twin(&["remove_pin"]),
        Route::get("/figures", figures::show).needs(Need::Figures).twin(&["list_figures"]),
        Route::get("/figures/{id}", figure::show).needs(Need::Figures).twin(&[
            "get_figure",
            "figure_by_territory",
            "figure_over_time",
            "figure_evidence",
        ]),
        Route::get("/orgs", tree::show).twin(&["list_orgs", "list_org_children"]),
        Route::get("/orgs/{code}", org::show).twin(&["get_org"]),
        Route::get("/ledgers", ledgers::show).twin(&["list_ledgers"]),
    ]
}

/// Search and help.
pub(super) fn search() -> Vec<Route> {
    vec![
        Route::get("/search", found::show).twin(&["search"]),
        Route::get("/search/suggest", found::suggest).twin(&["search"]),
        Route::get("/help", help::all).twin(&["list_help"]),
        Route::get("/help/{topic}", help::show).twin(&["list_help"]).sample("topic", &["search", "nothing"]),
    ]
}
