//! One line in the log and one count for each request: by the route's pattern, never by what was asked for, so that
//! neither log nor metrics hold a name, a code or a search.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::net::IpAddr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::{Next, map_response};
use axum::response::Response;
use axum::routing::MethodRouter;

use crate::measure;
use crate::options::Options;
use crate::peer::{self, Peer};
use crate::request::Shared;

/// The header that names a request, towards the browser and from a trusted proxy.
const ID: HeaderName = HeaderName::from_static("x-request-id");

/// What stands in place of a pattern where no route answered: the address led nowhere, or the gate was shut.
const NO_ROUTE: &str = "-";

/// The pattern of the route that answered, on its way from the route to the log.
#[derive(Clone, Copy)]
struct Pattern(&'static str);

/// Has a route tell its pattern with each answer.
pub fn named(path: &'static str, to: MethodRouter<Shared>) -> MethodRouter<Shared> {
    to.layer(map_response(move |mut response: Response| {
        response.extensions_mut().insert(Pattern(path));
        std::future::ready(response)
    }))
}

/// The number of a fault, on its way from the answer to the log.
#[derive(Clone)]
pub struct FaultNumber(pub String);

/// Watches a request from outside everything else.
pub async fn request(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = id(&app.options, &request);
    let method = method(request.method());
    let from = app.options.access_log.then(|| peer::address(&app.options, request.extensions(), request.headers()));
    let mut response = next.run(request).await;
    let took = began.elapsed();
    let route = response.extensions().get::<Pattern>().map_or(NO_ROUTE, |p| p.0);
    let status = response.status().as_u16();
    measure::request(method, route, status, took);
    if let Some(net) = from {
        let fault = response.extensions().get::<FaultNumber>().map(|f| f.0.as_str());
        let (id, ms) = (id.to_str().unwrap_or_default(), took.as_secs_f64() * 1000.0);
        let net = net.map(network);
        // Rounded to hundredths: the log is for reading.
        let ms = (ms * 100.0).round() / 100.0;
        if quiet(route) {
            tracing::debug!(id, method, route, status, ms, net, fault, "request");
        } else {
            tracing::info!(id, method, route, status, ms, net, fault, "request");
        }
    }
    response.headers_mut().insert(ID, id);
    response
}

/// Routes that watchers and browsers ask for all the time.
fn quiet(route: &str) -> bool {
    route.starts_with("/health/") || route.starts_with("/assets/")
}

/// The name of a request: a trusted proxy's own, else one of ours.
fn id(options: &Options, request: &Request) -> HeaderValue {
    let direct = request.extensions().get::<ConnectInfo<Peer>>().map(|c| c.0.0.ip().to_canonical());
    let given = request.headers().get(&ID).filter(|v| {
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
        (1..=64).contains(&v.len()) && v.as_bytes().iter().all(plain)
    });
    match given {
        Some(given) if direct.is_some_and(|d| options.trusted_proxies.contains(&d)) => given.clone(),
        _ => fresh(),
    }
}

/// Sixteen characters that no other request of this run has, and hardly one of another run.
fn fresh() -> HeaderValue {
    static START: LazyLock<u64> = LazyLock::new(|| RandomState::new().build_hasher().finish());
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let text = format!("{:016x}", START.wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed)));
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("-"))
}

/// A method by its name; what nobody knows is one thing, so that nonsense does not fill the metrics.
fn method(method: &Method) -> &'static str {
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    known.into_iter().find(|k| *k == method.as_str()).unwrap_or("OTHER")
}

/// The network an address belongs to, wide enough to be nobody's: /24, or /48 of IPv6.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_as_networks() {
        assert_eq!(network([192, 0, 2, 77].into()), "192.0.2.0/24");
        assert_eq!(network("2001:db8:1:2::7".parse().expect("an address")), "2001:db8:1::/48");
    }

    #[test]
    fn ids_differ_and_nonsense_methods_are_one() {
        assert_ne!(fresh(), fresh());
        assert_eq!(method(&Method::from_bytes(b"BREW").expect("a method")), "OTHER");
        assert_eq!(method(&Method::PATCH), "PATCH");
    }
}
