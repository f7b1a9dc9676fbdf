//! What goes wrong, told: refusals as pages or problem+json with their status, faults with a number and nothing more.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hangji_pages::parts::{Fault, fault};
use hangji_pages::{Lang, bare_page, tr};
use hangji_platform::{Problem, Refusal};
use hangji_store::Clock;
use serde_json::{Value, json};

use crate::answer::see_other;
use crate::request::{Asked, Detour};
use crate::watch::FaultNumber;
use crate::words::platform;

/// The status of a refusal.
pub(crate) fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::NotFound(_) => StatusCode::NOT_FOUND,
        Refusal::Forbidden(_) => StatusCode::FORBIDDEN,
        Refusal::Conflict(_) => StatusCode::CONFLICT,
        Refusal::BadRequest(_) => StatusCode::BAD_REQUEST,
    }
}

/// The kind of error page of a refusal.
pub(crate) fn kind(refusal: &Refusal) -> Fault {
    match refusal {
        Refusal::Invalid(_) | Refusal::BadRequest(_) => Fault::BadInput,
        Refusal::NotFound(_) => Fault::NotFound,
        Refusal::Forbidden(_) => Fault::Forbidden,
        Refusal::Conflict(_) => Fault::Conflict,
    }
}

/// The refusal inside an error, if the user can mend it; faults pass on.
pub(crate) fn refusal(error: anyhow::Error) -> anyhow::Result<Refusal> {
    error.downcast::<Refusal>()
}

/// A refusal before anybody is known: a page without navigation, or problem+json.
pub(crate) fn bare(asked: &Asked, refusal: &Refusal) -> Response {
    if asked.api {
        return problem(refusal);
    }
    let (lang, kind) = (asked.lang, kind(refusal));
    let body = fault(lang, kind, &refusal.text(platform(lang)), "");
    html(status(refusal), bare_page(lang, &kind.title(lang), body).into_string())
}

/// A fault of ours: its cause goes to the log under a number, and only the number to the user.
pub(crate) fn broken(asked: &Asked, clock: Clock, error: &anyhow::Error) -> Response {
    if let Some(detour) = error.downcast_ref::<Detour>() {
        return if asked.api { problem(&detour.refusal()) } else { see_other(detour.to()) };
    }
    let number = noted(clock, error);
    let mut response = fault_page(asked, &number);
    response.extensions_mut().insert(FaultNumber(number));
    response
}

fn fault_page(asked: &Asked, number: &str) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    if asked.api {
        let [zh, en] = [Lang::Zh, Lang::En].map(|l| tr(l, "error-server-what"));
        return json_with("application/problem+json", status, &problem_body(status, &zh, &en, number, vec![]));
    }
    let body = fault(asked.lang, Fault::Server, "", number);
    html(status, bare_page(asked.lang, &Fault::Server.title(asked.lang), body).into_string())
}

/// Writes a fault to the log and tells the number under which it stands there.
pub(crate) fn noted(clock: Clock, error: &anyhow::Error) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = format!("{:X}-{}", clock.now_ms() / 1000 % 0x100_0000, COUNT.fetch_add(1, Ordering::Relaxed));
    if tracing::dispatcher::has_been_set() {
        tracing::error!(fault = number, "{error:#}");
    } else {
        eprintln!("fault {number}: {error:#}");
    }
    number
}

/// A refusal as `application/problem+json`, in both languages, with the fields it concerns.
pub(crate) fn problem(refusal: &Refusal) -> Response {
    let problems: &[Problem] = if let Refusal::Invalid(problems) = refusal { problems } else { &[] };
    let each = |p: &Problem| json!({ "field": p.field, "zh": p.said.zh, "en": p.said.en });
    let [zh, en] = [hangji_platform::Lang::Zh, hangji_platform::Lang::En].map(|l| refusal.text(l));
    let body = problem_body(status(refusal), &zh, &en, "", problems.iter().map(each).collect());
    json_with("application/problem+json", status(refusal), &body)
}

fn problem_body(status: StatusCode, zh: &str, en: &str, number: &str, errors: Vec<Value>) -> Value {
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": en,
        "detail_zh": zh,
    });
    if !errors.is_empty() {
        body["errors"] = errors.into();
    }
    if !number.is_empty() {
        body["instance"] = number.into();
    }
    body
}

/// No session, told to a script.
pub(crate) fn unauthorized() -> Response {
    let [zh, en] = [Lang::Zh, Lang::En].map(|l| tr(l, "sign-in-needed"));
    let status = StatusCode::UNAUTHORIZED;
    json_with("application/problem+json", status, &problem_body(status, &zh, &en, "", vec![]))
}

/// A finished page.
pub(crate) fn html(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], Body::from(text)).into_response()
}

/// JSON of a media type.
pub(crate) fn json_with(mime: &'static str, status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, mime)], Body::from(value.to_string())).into_response()
}
