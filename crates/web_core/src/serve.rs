//! The application as a service, and what runs beside it until the process is told to stop.

use std::net::SocketAddr;

use axum::serve::Listener;

use crate::app::App;
use crate::router::router;
use crate::{background, connections};

/// Serves until the process is told to stop (ctrl-c or SIGTERM); requests under way are finished first, as long as
/// [`stop_within`](crate::Options::stop_within) allows.
pub async fn serve<L>(app: App, listener: L)
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
    let serving = connections::accept(router(app), listener, async move {
        told_to_stop().await;
        drop(stop);
    });
    let late = async {
        drop(stopped.await);
        tokio::time::sleep(within).await;
    };
    tokio::select! {
        () = serving => {}
        () = late => tracing::warn!(seconds = within.as_secs(), "stopped although requests were under way"),
    }
    keeping.abort();
    if let Some(clearing) = clearing {
        clearing.abort();
    }
}

/// Sends plain requests on to the public address, for as long as the program runs.
pub async fn redirect(listener: tokio::net::TcpListener, to: String) {
    let moved = async move |uri: axum::http::Uri| {
        let path = uri.path_and_query().map_or("/", |p| p.as_str());
        axum::response::Redirect::permanent(&format!("{to}{path}"))
    };
    connections::accept(axum::Router::new().fallback(moved), listener, std::future::pending()).await;
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
