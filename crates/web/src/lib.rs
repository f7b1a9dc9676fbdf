//! Server-rendered pages and the JSON API, made from the declarations.
//!
//! What this crate is for: it turns a request into one closure that runs in one transaction on a database thread and
//! gives back the finished page ([`App`] holds what that needs). The routes stand in `routes`, the pages in
//! `pages`, the API in `api`; what a request says is read in `request`, what goes wrong is told in `error`.
//!
//! What it may not touch: SQL (that is `hangji-platform`), mechanisms by name, words (they live in the `.ftl` files of
//! `hangji-ui`; the terms of ledgers and figures in their declarations).

mod analysis;
mod answer;
mod api;
mod app;
mod background;
mod conditions;
mod cookies;
mod download;
mod error;
mod evidence;
mod extract;
mod facts;
mod fallback;
mod fields;
mod generic;
mod guard;
mod history;
mod links;
mod listing;
pub mod measure;
mod mechanism_ui;
mod menu;
pub mod oidc;
mod operation;
pub mod options;
mod pages;
mod paging;
mod peer;
mod problem;
mod readings;
mod reply;
mod request;
mod response;
mod route;
mod router;
mod routes;
mod schema;
mod search;
mod serve;
mod storage;
mod tasks;
mod uploads;
mod values;
mod watch;
mod words;

pub use app::App;
pub use generic::ui;
pub use mechanism_ui::{MechanismUi, parity};
pub use options::Options;
pub use peer::Peer;
pub use route::{Need, Route, Twin};
pub use router::router;
pub use serve::{redirect, serve};
pub use storage::{StorageHandle, storage};

/// Method and pattern of every route, for tests that call them all.
#[must_use]
pub fn routes() -> Vec<(&'static str, &'static str)> {
    ui().all_routes().map(|r| (r.method, r.path)).collect()
}
