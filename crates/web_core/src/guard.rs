//! What holds for every request and answer: no cross-site changes, no absurd addresses, strict headers.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use hangji_platform::Refusal;

use crate::error;
use crate::request::{RequestHead, Shared};
use crate::words::message;

/// Longest address taken.
const MOST_ADDRESS_BYTES: usize = 4096;

/// Refuses requests that change something on behalf of another site, and addresses that are too long or not text.
pub async fn gate(State(_): State<Shared>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let length = uri.path().len() + uri.query().map_or(0, str::len);
    let wrong = if length > MOST_ADDRESS_BYTES || !is_text(uri.path()) {
        Some(Refusal::BadRequest(message("bad-address", &[])))
    } else if !is_safe(request.method()) && !same_site(request.headers()) {
        Some(Refusal::Forbidden(message("cross-site", &[])))
    } else {
        None
    };
    let Some(refusal) = wrong else { return next.run(request).await };
    let (parts, _) = request.into_parts();
    error::bare(&RequestHead::without_query(&parts), &refusal)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// By Fetch Metadata where the browser sends it, else by Origin, else by Referer, which old browsers send alone. Programs
/// send none of them, and no cookie of ours comes along from another site (`SameSite=Lax`).
fn same_site(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    if let Some(site) = text(&HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    let Some(from) = text(&header::ORIGIN).or_else(|| text(&header::REFERER)) else { return true };
    let host = from.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some() && host == text(&header::HOST)
}

/// Whether a percent-encoded path is UTF-8 text without control characters.
fn is_text(path: &str) -> bool {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[i], digit(i + 1), digit(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                i += 3;
            }
            (byte, ..) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8(out).is_ok_and(|text| !text.chars().any(char::is_control))
}

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// Nothing that a page could ask of the machine is needed, but keys that sign in.
const FEATURES: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), \
                        fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
                        payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)";

/// A year; without subdomains, which are others' to decide.
const ONLY_HTTPS: &str = "max-age=31536000";

/// Sets the headers that every answer carries; pages and data are never stored by caches. Where browsers come by
/// `https`, they are told to come by nothing else, and cookies go by nothing else.
pub async fn headers(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // For browsers that do not know `frame-ancestors`.
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), FEATURES),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What was sent by somebody else has a stricter one.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if app.options.https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_HTTPS));
        secure_cookies(headers);
    }
    response
}

/// Marks every cookie `Secure`: here, so that no page forgets it.
fn secure_cookies(headers: &mut HeaderMap) {
    if let header::Entry::Occupied(mut cookies) = headers.entry(header::SET_COOKIE) {
        for cookie in cookies.iter_mut() {
            let marked = cookie.to_str().ok().and_then(|c| HeaderValue::from_str(&format!("{c}; Secure")).ok());
            if let Some(marked) = marked {
                *cookie = marked;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_our_own_site_changes_anything() {
        assert!(same_site(&sent(&[("sec-fetch-site", "same-origin")])));
        assert!(same_site(&sent(&[])));
        assert!(same_site(&sent(&[("origin", "http://a:1"), ("host", "a:1")])));
        assert!(!same_site(&sent(&[("sec-fetch-site", "cross-site")])));
        assert!(!same_site(&sent(&[("sec-fetch-site", "same-site")])));
        assert!(!same_site(&sent(&[("origin", "http://evil"), ("host", "a:1")])));
        assert!(!same_site(&sent(&[("origin", "null"), ("host", "a:1")])));
        assert!(same_site(&sent(&[("referer", "http://a:1/l/visits?x=1"), ("host", "a:1")])));
        assert!(!same_site(&sent(&[("referer", "http://evil/a:1"), ("host", "a:1")])));
        assert!(!same_site(&sent(&[("referer", "a:1"), ("host", "a:1")])));
        assert!(same_site(&sent(&[("origin", "http://a:1"), ("referer", "http://evil/"), ("host", "a:1")])));
    }

    #[test]
    fn addresses_are_text() {
        assert!(is_text("/orgs/%E6%B2%99") && !is_text("/orgs/%FF") && !is_text("/a%00b") && is_text("/100%"));
    }
}
