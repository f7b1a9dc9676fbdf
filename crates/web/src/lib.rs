//! Server-rendered pages and the JSON API, made from the declarations.
//!
//! What this crate is for: it turns a request into one closure that runs in one transaction on a database thread and
//! gives back the finished page ([`App`] holds what that needs). The routes stand in `router`, the pages in
//! `pages`, the API in `api`; what a request says is read in `request`, what goes wrong is told in `error`.
//!
//! What it may not touch: SQL (that is `hangji-platform`), mechanisms by name, words (they live in the `.ftl` files of
//! `hangji-pages`; the terms of ledgers and figures in their declarations).

mod answer;
mod api;
mod cookies;
mod error;
mod guard;
mod health;
mod links;
mod listing;
mod nav;
mod pages;
mod request;
mod router;
mod values;
mod words;

use std::sync::Arc;

use anyhow::Context as _;
use hangji_platform::System;
use hangji_store::{Clock, Db};
use tokio::sync::Semaphore;

pub use router::{router, routes};

/// Everything a request needs.
pub struct App {
    db: Db,
    sys: Arc<System>,
    clock: Clock,
    /// Password checks cost memory and a core each: so many at once.
    checks: Semaphore,
    /// Exports hold a database thread for long: one at a time, so that pages go on.
    exports: Semaphore,
}

const CHECKS_AT_ONCE: usize = 2;

impl App {
    /// An application over a prepared database.
    #[must_use]
    pub fn new(db: Db, sys: Arc<System>, clock: Clock) -> App {
        let (checks, exports) = (Semaphore::new(CHECKS_AT_ONCE), Semaphore::new(1));
        App { db, sys, clock, checks, exports }
    }
}

/// Serves until the process is told to stop (ctrl-c or SIGTERM); requests under way are finished first.
///
/// # Errors
/// If the listener fails.
pub async fn serve(app: App, listener: tokio::net::TcpListener) -> anyhow::Result<()> {
    axum::serve(listener, router(app)).with_graceful_shutdown(told_to_stop()).await.context("serving")
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        },
        Err(_) => drop(interrupted.await),
    }
}
