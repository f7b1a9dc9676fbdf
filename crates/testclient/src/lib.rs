//! A browser without a network: what tests of pages and operations look with. It calls a router, keeps a session cookie,
//! and gives back what came.
//!
//! Only tests use it. It knows neither the platform nor any page: only addresses, forms and JSON.

use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode, header};
use hangji_sheets::{Limits, read_bytes};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// A browser with its session cookie.
#[derive(Clone)]
pub struct Browser {
    app: Router,
    /// What it sends as its cookie.
    pub cookie: String,
}

/// What came back.
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The body as text.
    pub text: String,
    /// The body.
    pub bytes: Vec<u8>,
    /// Where it leads, or nothing.
    pub location: String,
    /// The cookie it sets, or nothing.
    pub cookie: String,
    /// All headers.
    pub headers: HeaderMap,
}

impl Page {
    /// What it says, as a person reads it: the cells of a workbook, whose bytes are packed, beside the text.
    ///
    /// # Panics
    /// If it is packed and no workbook.
    #[must_use]
    pub fn words(&self) -> String {
        if !self.bytes.starts_with(b"PK") {
            return self.text.clone();
        }
        let sheets = read_bytes("x.xlsx", self.bytes.clone(), &Limits::default()).expect("a workbook");
        format!("{sheets:?}")
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// The columns that a waiting import proposes, as the form would send them: name and chosen value.
    ///
    /// # Panics
    /// If it proposes none.
    #[must_use]
    pub fn proposed_columns(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for select in self.text.split("<select name=\"c").skip(1) {
            let index = select.split('"').next().unwrap_or_default();
            let chosen = select.split("</select>").next().unwrap_or_default();
            let chosen = chosen.split("<option value=\"").find(|o| o.contains(" selected>"));
            let value = chosen.and_then(|o| o.split('"').next()).unwrap_or_default();
            out.push((format!("c{index}"), value.to_owned()));
        }
        assert!(!out.is_empty(), "{}", self.text);
        out
    }

    /// Whether it says these words.
    #[must_use]
    pub fn has(&self, words: &str) -> bool {
        self.text.contains(words)
    }
}

impl Browser {
    /// One that looks at a service and has no session.
    #[must_use]
    pub fn of(app: Router) -> Browser {
        Browser { app, cookie: String::new() }
    }

    /// The same browser, looking at another service with the session it has.
    #[must_use]
    pub fn at(&self, app: Router) -> Browser {
        Browser { app, cookie: self.cookie.clone() }
    }

    /// Signs in and keeps the session.
    ///
    /// # Panics
    /// If it is not let in.
    pub async fn sign_in(&mut self, login: &str, password: &str) {
        let page = self.post("/login", &[("user", login), ("password", password)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        self.cookie = page.cookie.split(';').next().unwrap_or_default().to_owned();
    }

    /// Sends a request as it is.
    ///
    /// # Panics
    /// If no answer comes.
    pub async fn send(&self, request: Request<Body>) -> Page {
        let response = self.app.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let header = |name| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        Page {
            status: parts.status,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
            location: header(header::LOCATION),
            cookie: header(header::SET_COOKIE),
            headers: parts.headers.clone(),
        }
    }

    /// A request with its cookie.
    #[must_use]
    pub fn request(&self, method: &str, path: &str) -> Builder {
        Request::builder().method(method).uri(path).header(header::COOKIE, &self.cookie)
    }

    async fn with_body(&self, request: Builder, kind: &str, body: impl Into<Body>) -> Page {
        self.send(request.header(header::CONTENT_TYPE, kind).body(body.into()).expect("a request")).await
    }

    /// Opens an address.
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.request("GET", path).body(Body::empty()).expect("a request")).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let body: Vec<String> = form.iter().map(|(n, v)| format!("{n}={}", hangji_ui::encoded(v))).collect();
        self.with_body(self.request("POST", path), "application/x-www-form-urlencoded", body.join("&")).await
    }

    /// Sends a JSON object.
    pub async fn json(&self, method: &str, path: &str, body: &serde_json::Value) -> Page {
        self.with_body(self.request(method, path), "application/json", body.to_string()).await
    }

    /// A JSON object sent as a write that has a name, so that it is done once.
    pub async fn named(&self, key: &str, path: &str, body: &serde_json::Value) -> Page {
        let request = self.request("POST", path).header("idempotency-key", key);
        self.with_body(request, "application/json", body.to_string()).await
    }

    /// Sends a file, as a form with nothing else in it.
    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Page {
        let mut body = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--frontier--\r\n");
        self.with_body(self.request("POST", path), "multipart/form-data; boundary=frontier", body).await
    }

    /// The page once the work behind it is done.
    ///
    /// # Panics
    /// If it is an error.
    pub async fn settled(&self, path: &str) -> Page {
        loop {
            let page = self.get(path).await;
            if !page.headers.contains_key(header::REFRESH) {
                assert_eq!(page.status, StatusCode::OK, "{}", page.text);
                return page;
            }
            tokio::task::yield_now().await;
        }
    }
}
