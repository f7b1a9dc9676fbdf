//! Whether the program lives, and whether it can work: for whoever watches over it. Tells nothing else.

use axum::extract::State;
use axum::http::StatusCode;
use hangji_platform::journal;
use hangji_web_core::request::Shared;

/// It lives.
pub(crate) async fn live() -> &'static str {
    "alive\n"
}

/// It can read its database, and that is still the one it opened.
pub(crate) async fn ready(State(app): State<Shared>) -> (StatusCode, &'static str) {
    if let Err(gone) = app.db.check_there() {
        tracing::error!("{gone}");
        return (StatusCode::SERVICE_UNAVAILABLE, "the database is not there\n");
    }
    match app.db.read_async(journal::head).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
