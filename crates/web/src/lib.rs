//! Server-rendered pages and the JSON API, made from the declarations.
//!
//! What this crate is for: it turns a request into one closure that runs in one transaction on a database thread and
//! gives back the finished page ([`App`] holds what that needs). The routes stand in `router`, the pages in
//! `pages`, the API in `api`; what a request says is read in `request`, what goes wrong is told in `error`.
//!
//! What it may not touch: SQL (that is `hangji-platform`), mechanisms by name, words (they live in the `.ftl` files of
//! `hangji-ui`; the terms of ledgers and figures in their declarations).

mod analysis;
mod answer;
mod api;
mod background;
mod conditions;
mod cookies;
mod error;
mod guard;
mod health;
mod links;
mod listing;
mod measure;
mod nav;
pub mod oidc;
pub mod options;
mod pages;
mod peer;
mod problem;
mod request;
mod router;
mod search;
mod storage;
mod tasks;
mod values;
mod watch;
mod words;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use axum::serve::Listener;
use hangji_platform::System;
use hangji_platform::access::{Demand, SessionRules};
use hangji_store::{Clock, Db};
use tokio::sync::Semaphore;

pub use options::Options;
pub use peer::Peer;
pub use router::{router, routes};
pub use storage::{StorageHandle, storage};

/// Everything a request needs.
pub struct App {
    db: Db,
    sys: Arc<System>,
    clock: Clock,
    /// What the operator decided.
    options: Options,
    /// Who vouches for people, if anybody does.
    provider: Option<oidc::Provider>,
    /// Password checks cost memory and a core each: so many at once.
    checks: Semaphore,
    /// Exports hold a database thread for long: one at a time, so that pages go on.
    exports: Semaphore,
    /// Where attached files are kept, if anywhere.
    storage: Option<storage::StorageHandle>,
    /// Photos are drawn anew so many at once.
    redraws: Semaphore,
    /// Imports under way.
    imports: pages::imports::jobs::Jobs,
}

const CHECKS_AT_ONCE: usize = 2;

impl App {
    /// An application over a prepared database, with the usual options.
    #[must_use]
    pub fn new(db: Db, sys: Arc<System>, clock: Clock) -> App {
        App::with(db, sys, clock, Options::default())
    }

    /// An application over a prepared database.
    #[must_use]
    pub fn with(db: Db, sys: Arc<System>, clock: Clock, options: Options) -> App {
        let (checks, exports) = (Semaphore::new(CHECKS_AT_ONCE), Semaphore::new(1));
        let provider = oidc::Provider::of(&options);
        let redraws = Semaphore::new(storage::AT_ONCE);
        // Whoever starts the program asks `storage` first and stops; here pages go on without files.
        let storage = storage::storage(&options).unwrap_or_else(|e| {
            tracing::error!("files cannot be attached: {e:#}");
            None
        });
        let imports = Default::default();
        App { db, sys, clock, options, provider, checks, exports, storage, redraws, imports }
    }

    /// What holds for sessions, where the security administrator has not decided otherwise.
    fn policy(&self) -> SessionRules {
        let ms = |d: std::time::Duration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
        let second_factor = match self.options.second_factor {
            options::SecondFactor::Off => Demand::Off,
            options::SecondFactor::Optional => Demand::Optional,
            options::SecondFactor::Administrators => Demand::Administrators,
            options::SecondFactor::Everybody => Demand::Everybody,
        };
        SessionRules { second_factor, idle_ms: ms(self.options.session.idle), lasts_ms: ms(self.options.session.most) }
    }
}

/// Serves until the process is told to stop (ctrl-c or SIGTERM); requests under way are finished first, as long as
/// [`Options::stop_within`] allows.
///
/// # Errors
/// If the listener fails.
pub async fn serve<L>(app: App, listener: L) -> anyhow::Result<()>
where
    L: Listener<Addr = SocketAddr>,
{
    let within = app.options.stop_within;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let keeping = tokio::spawn(background::keep_index(app.db.clone(), app.sys.clone()));
    let clearing = app.storage.clone().map(|place| {
        // What was erased while nobody served, and what uploads left behind.
        tokio::spawn(background::keep_storage(app.db.clone(), place, app.clock))
    });
    let service = router(app).into_make_service_with_connect_info::<Peer>();
    let serving = axum::serve(peer::Telling(listener), service).with_graceful_shutdown(async move {
        told_to_stop().await;
        drop(stop);
    });
    let late = async {
        drop(stopped.await);
        tokio::time::sleep(within).await;
    };
    let served = tokio::select! {
        done = serving => done.context("serving"),
        () = late => {
            tracing::warn!(seconds = within.as_secs(), "stopped although requests were under way");
            Ok(())
        }
    };
    keeping.abort();
    if let Some(clearing) = clearing {
        clearing.abort();
    }
    served
}

/// Sends plain requests on to the public address, for as long as the program runs.
pub async fn redirect(listener: tokio::net::TcpListener, to: String) {
    let moved = async move |uri: axum::http::Uri| {
        let path = uri.path_and_query().map_or("/", |p| p.as_str());
        axum::response::Redirect::permanent(&format!("{to}{path}"))
    };
    let served = axum::serve(listener, axum::Router::new().fallback(moved)).await;
    if let Err(e) = served {
        tracing::error!("sending plain requests on: {e}");
    }
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
