//! Answers of the API before they become HTTP: status, headers, JSON. A kept answer ([`hangji_platform::idempotency`]) is
//! written from one and read back into one.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hangji_platform::idempotency::Answer;
use serde_json::Value;

/// The header that says that a write was done before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// An answer with a body of JSON.
#[derive(Debug, Clone)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: String,
}

impl Reply {
    /// "OK" with a value.
    pub fn ok(value: &Value) -> Reply {
        Reply { status: StatusCode::OK, headers: Vec::new(), body: value.to_string() }
    }

    /// "Created", and where.
    pub fn created(value: &Value, at: &str) -> Reply {
        let reply = Reply { status: StatusCode::CREATED, ..Reply::ok(value) };
        reply.with(header::LOCATION, at)
    }

    /// "Accepted": the work goes on, and where to look at it.
    pub fn accepted(value: &Value, at: &str) -> Reply {
        let reply = Reply { status: StatusCode::ACCEPTED, ..Reply::ok(value) };
        reply.with(header::LOCATION, at)
    }

    /// With another status.
    pub fn status(mut self, status: StatusCode) -> Reply {
        self.status = status;
        self
    }

    /// With the version of the record it holds: the number of its entry.
    pub fn tagged(self, entry: i64) -> Reply {
        self.with(header::ETAG, &format!("\"{entry}\""))
    }

    /// With the address of what follows in a list.
    pub fn next(self, address: Option<String>) -> Reply {
        match address {
            Some(address) => self.with(header::LINK, &format!("<{address}>; rel=\"next\"")),
            None => self,
        }
    }

    fn with(mut self, name: HeaderName, value: &str) -> Reply {
        // Made of ids, names of declarations and percent-encoded text: a value that is no header is left out.
        self.headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// To be kept for a second sending.
    pub fn kept(&self) -> Answer {
        let line = |(name, value): &(HeaderName, HeaderValue)| Some(format!("{name}: {}\n", value.to_str().ok()?));
        Answer {
            status: self.status.as_u16().into(),
            headers: self.headers.iter().filter_map(line).collect(),
            body: self.body.clone(),
        }
    }

    /// The answer that was kept, marked as given before.
    pub fn again(kept: Answer) -> Reply {
        let status = u16::try_from(kept.status).ok().and_then(|s| StatusCode::from_u16(s).ok());
        let lines = kept.headers.lines().filter_map(|line| line.split_once(": "));
        let mut headers: Vec<_> = lines.filter_map(|(n, v)| Some((n.parse().ok()?, v.parse().ok()?))).collect();
        headers.push((REPLAYED, HeaderValue::from_static("true")));
        Reply { status: status.unwrap_or(StatusCode::OK), headers, body: kept.body }
    }

    /// As HTTP.
    pub fn response(self) -> Response {
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/json")], self.body).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_with_its_headers() {
        let reply = Reply::created(&serde_json::json!({ "id": "x" }), "/api/v1/visits/x").tagged(7);
        let again = Reply::again(reply.kept()).response();
        assert_eq!(again.status(), StatusCode::CREATED);
        assert_eq!(
            (&again.headers()["location"], &again.headers()["etag"]),
            (&"/api/v1/visits/x".parse().expect("ascii"), &"\"7\"".parse().expect("ascii"))
        );
        assert_eq!(again.headers()["idempotency-replayed"], "true");
    }
}
