//! Errors for programs (RFC 9457): one list of kinds, from which come the answers as `application/problem+json`, the
//! document's schema, and the page to which each `type` leads.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hangji_platform::{Message, Problem, Refusal};
use hangji_ui::{Lang, bare_page, html, tr};
use serde_json::{Value, json};

use crate::words::message;

/// The media type.
pub const MIME: &str = "application/problem+json";
/// Where the kinds are described: a problem's `type` is this and the kind's name as fragment.
pub const PAGE: &str = "/api/problems";

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its name, for programs; never changes.
    pub name: &'static str,
    /// The HTTP status it comes with.
    pub status: StatusCode,
    /// The key of the words that say what it means and how to mend it.
    about: &'static str,
}

const fn kind(name: &'static str, status: StatusCode, about: &'static str) -> Kind {
    Kind { name, status, about }
}

/// What was asked makes no sense.
pub const BAD_REQUEST: Kind = kind("bad-request", StatusCode::BAD_REQUEST, "problem-bad-request");
/// Nobody is signed in.
pub const SIGN_IN: Kind = kind("sign-in", StatusCode::UNAUTHORIZED, "problem-sign-in");
/// The caller may not.
pub const FORBIDDEN: Kind = kind("forbidden", StatusCode::FORBIDDEN, "problem-forbidden");
/// It does not exist, or the caller may not see it.
pub const NOT_FOUND: Kind = kind("not-found", StatusCode::NOT_FOUND, "problem-not-found");
/// The address knows no such method.
pub const METHOD: Kind = kind("method", StatusCode::METHOD_NOT_ALLOWED, "problem-method");
/// It cannot be done as things stand.
pub const CONFLICT: Kind = kind("conflict", StatusCode::CONFLICT, "problem-conflict");
/// The key of this write named another one.
pub const KEY_TAKEN: Kind = kind("key-taken", StatusCode::CONFLICT, "problem-key-taken");
/// The write was done before, and its answer was kept nowhere.
pub const ANSWER_GONE: Kind = kind("answer-gone", StatusCode::CONFLICT, "problem-answer-gone");
/// Somebody else was faster.
pub const STALE: Kind = kind("stale", StatusCode::PRECONDITION_FAILED, "problem-stale");
/// The body is too large.
pub const TOO_LARGE: Kind = kind("too-large", StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large");
/// The body is of another media type than is taken.
pub const MEDIA_TYPE: Kind = kind("media-type", StatusCode::UNSUPPORTED_MEDIA_TYPE, "problem-media-type");
/// Fields do not hold.
pub const INVALID: Kind = kind("invalid", StatusCode::UNPROCESSABLE_ENTITY, "problem-invalid");
/// A fault of ours.
pub const FAULT: Kind = kind("fault", StatusCode::INTERNAL_SERVER_ERROR, "problem-fault");

/// Every kind, by status.
pub const KINDS: [Kind; 13] = [
    BAD_REQUEST,
    SIGN_IN,
    FORBIDDEN,
    NOT_FOUND,
    METHOD,
    CONFLICT,
    KEY_TAKEN,
    ANSWER_GONE,
    STALE,
    TOO_LARGE,
    MEDIA_TYPE,
    INVALID,
    FAULT,
];

/// A problem that no [`Refusal`] tells: it belongs to HTTP, not to records. Returned as an error, it undoes what the
/// request had begun to change.
#[derive(Debug)]
pub struct ApiError {
    /// Its kind.
    pub kind: Kind,
    /// What is wrong, in both languages.
    pub message: Message,
}

impl ApiError {
    /// A problem in the words of a key.
    pub fn new(kind: Kind, message: Message) -> ApiError {
        ApiError { kind, message }
    }

    /// As an answer.
    pub fn response(&self) -> Response {
        answer(self.kind, &self.message, "", &[])
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for ApiError {}

/// The kind of a refusal.
fn of(refusal: &Refusal) -> Kind {
    match refusal {
        Refusal::Invalid(_) => INVALID,
        Refusal::NotFound(_) => NOT_FOUND,
        Refusal::Forbidden(_) => FORBIDDEN,
        Refusal::Conflict(_) => CONFLICT,
        Refusal::BadRequest(_) => BAD_REQUEST,
    }
}

/// A refusal as an answer, in both languages, with the fields it concerns.
pub fn refused(refusal: &Refusal) -> Response {
    let problems: &[Problem] = if let Refusal::Invalid(problems) = refusal { problems } else { &[] };
    let [zh, en] = [hangji_platform::Lang::Zh, hangji_platform::Lang::En].map(|l| refusal.text(l));
    answer(of(refusal), &Message::new(zh, en), "", problems)
}

/// A fault of ours under its number.
pub fn fault(number: &str) -> Response {
    answer(FAULT, &message("error-server-what", &[]), number, &[])
}

/// Nobody is signed in.
pub fn unauthorized() -> Response {
    let mut response = answer(SIGN_IN, &message("sign-in-needed", &[]), "", &[]);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn answer(kind: Kind, message: &Message, number: &str, problems: &[Problem]) -> Response {
    let mut body = json!({
        "type": format!("{PAGE}#{}", kind.name),
        "title": kind.status.canonical_reason().unwrap_or_default(),
        "status": kind.status.as_u16(),
        "detail": message.en,
        "detail_zh": message.zh,
    });
    if !problems.is_empty() {
        let each = |p: &Problem| json!({ "field": p.field, "zh": p.message.zh, "en": p.message.en });
        body["errors"] = problems.iter().map(each).collect::<Vec<Value>>().into();
    }
    if !number.is_empty() {
        body["instance"] = number.into();
    }
    (kind.status, [(header::CONTENT_TYPE, MIME)], body.to_string()).into_response()
}

/// The page to which the `type` of a problem leads.
pub fn page(lang: Lang) -> Response {
    let title = tr(lang, "problems-title");
    let main = html! {
        h1 { (title) }
        p { (tr(lang, "problems-about")) }
        dl {
            @for kind in KINDS {
                dt id=(kind.name) { code { (kind.name) } " · " (kind.status.as_u16()) }
                dd { (tr(lang, kind.about)) }
            }
        }
    };
    crate::response::html(StatusCode::OK, bare_page(lang, &title, main).into_string())
}

/// The schema of a problem.
pub fn schema() -> Value {
    let error = json!({
        "type": "object",
        "required": ["field", "zh", "en"],
        "properties": {
            "field": { "type": ["string", "null"] },
            "zh": { "type": "string" },
            "en": { "type": "string" },
        },
    });
    let names: Vec<String> = KINDS.iter().map(|k| format!("{PAGE}#{}", k.name)).collect();
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "detail_zh"],
        "properties": {
            "type": { "type": "string", "enum": names },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "detail_zh": { "type": "string" },
            "instance": { "type": "string" },
            "errors": { "type": "array", "items": error },
        },
    })
}
