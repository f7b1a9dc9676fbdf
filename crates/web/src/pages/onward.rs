//! The way on for somebody who signs in, however they prove who they are.

use axum::http::header;
use axum::response::Response;
use hangji_platform::access::sessions::{Entered, Token};
use hangji_ui::encoded;
use hangji_web_core::cookies;
use hangji_web_core::response::see_other;

/// The parameter that says where to go on to.
pub(crate) const NEXT: &str = "next";

/// The way on for somebody whose first proof holds: in, or to the second.
pub(crate) fn onward(entered: &Entered, next: &str) -> Response {
    match entered {
        Entered::In(token) => with_session(see_other(next), token),
        Entered::Second(token) => with_session(see_other(&format!("/login/second?{NEXT}={}", encoded(next))), token),
    }
}

/// An answer that gives the browser a session.
pub(crate) fn with_session(mut response: Response, token: &Token) -> Response {
    if let Some(cookie) = cookies::session(token) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// An address of ours to go on to; anything else becomes the desk.
pub(crate) fn local(next: Option<&str>) -> &str {
    let ours = |n: &&str| n.starts_with('/') && !n.starts_with("//") && !n.contains(['\\', '\r', '\n', '\t']);
    next.filter(ours).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn the_way_on_stays_with_us() {
        assert_eq!(local(Some("/l/visits?a=1")), "/l/visits?a=1");
        for bad in ["//evil", "https://evil", "/\\evil", "javascript:x", "/a\r\nSet-Cookie: x"] {
            assert_eq!(local(Some(bad)), "/");
        }
    }
}
