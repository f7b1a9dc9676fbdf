//! Connections: accepted up to a number, and given up when whoever is at the other end keeps silent.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;
use tower_http::timeout::TimeoutBody;

use crate::peer::Peer;

/// At most so many connections are held; further ones wait to be accepted until one ends.
const MOST: usize = 4096;
/// The head of a request must be there within this time, counted from the connection or from the answer before.
pub const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// A body may pause for so long.
const BODY_PAUSES: Duration = Duration::from_secs(30);
/// A head may have so many bytes: what is longer is refused with 431.
const HEAD_BYTES: usize = 64 * 1024;

/// Answers what comes over a listener until `stop`; then closes it, and waits for the requests under way.
pub async fn accept<L>(router: Router, mut listener: L, stop: impl Future<Output = ()>)
where
    L: Listener<Addr = SocketAddr>,
{
    let mut stop = pin!(stop);
    let places = Arc::new(Semaphore::new(MOST));
    let under_way = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN).max_buf_size(HEAD_BYTES);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, (stream, from)) = tokio::select! {
            () = &mut stop => break,
            next = next => next,
        };
        let router = TowerToHyperService::new(router.clone());
        let answer = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(|body| TimeoutBody::new(BODY_PAUSES, body));
            request.extensions_mut().insert(ConnectInfo(Peer(from)));
            let answer = router.call(request);
            async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
        });
        let connection = under_way.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            // Whoever went away or kept silent is nobody to tell.
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    under_way.shutdown().await;
}
