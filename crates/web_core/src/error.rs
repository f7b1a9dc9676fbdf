//! What goes wrong, told: refusals as pages or problem+json with their status, faults with a number and nothing more.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::StatusCode;
use axum::response::Response;
use hangji_platform::Refusal;
use hangji_store::{Clock, log_safe};
use hangji_ui::bare_page;
use hangji_ui::components::{Fault, fault};

use crate::problem;
use crate::request::{Detour, RequestHead};
use crate::response::{html, see_other};
use crate::watch::FaultNumber;
use crate::words::platform;

/// The status of a refusal.
pub fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::NotFound(_) => StatusCode::NOT_FOUND,
        Refusal::Forbidden(_) => StatusCode::FORBIDDEN,
        Refusal::Conflict(_) => StatusCode::CONFLICT,
        Refusal::BadRequest(_) => StatusCode::BAD_REQUEST,
    }
}

/// The kind of error page of a refusal.
pub fn kind(refusal: &Refusal) -> Fault {
    match refusal {
        Refusal::Invalid(_) | Refusal::BadRequest(_) => Fault::BadInput,
        Refusal::NotFound(_) => Fault::NotFound,
        Refusal::Forbidden(_) => Fault::Forbidden,
        Refusal::Conflict(_) => Fault::Conflict,
    }
}

/// The refusal inside an error, if the user can mend it; faults pass on.
pub fn refusal(error: anyhow::Error) -> anyhow::Result<Refusal> {
    error.downcast::<Refusal>()
}

/// A refusal before anybody is known: a page without navigation, or problem+json.
pub fn bare(head: &RequestHead, refusal: &Refusal) -> Response {
    if head.api {
        return problem::refused(refusal);
    }
    let (lang, kind) = (head.lang, kind(refusal));
    let body = fault(lang, kind, &refusal.text(platform(lang)), "");
    html(status(refusal), bare_page(lang, &kind.title(lang), body).into_string())
}

/// What a page or file that could not be made is answered with: what is wrong, if the user can mend it, or the number of the
/// fault.
pub fn answered(head: &RequestHead, clock: Clock, error: anyhow::Error) -> Response {
    match refusal(error) {
        Ok(refusal) => bare(head, &refusal),
        Err(e) => broken(head, clock, &e),
    }
}

/// A fault of ours: its cause goes to the log under a number, and only the number to the user.
pub fn broken(head: &RequestHead, clock: Clock, error: &anyhow::Error) -> Response {
    if let Some(detour) = error.downcast_ref::<Detour>() {
        return if head.api { problem::refused(&detour.refusal()) } else { see_other(detour.to()) };
    }
    let number = noted(clock, error);
    let mut response = fault_page(head, &number);
    response.extensions_mut().insert(FaultNumber(number));
    response
}

fn fault_page(head: &RequestHead, number: &str) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    if head.api {
        return problem::fault(number);
    }
    let body = fault(head.lang, Fault::Server, "", number);
    html(status, bare_page(head.lang, &Fault::Server.title(head.lang), body).into_string())
}

/// Writes a fault to the log and tells the number under which it stands there.
pub fn noted(clock: Clock, error: &anyhow::Error) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = format!("{:X}-{}", clock.now_ms() / 1000 % 0x100_0000, COUNT.fetch_add(1, Ordering::Relaxed));
    let why = log_safe(error);
    if tracing::dispatcher::has_been_set() {
        tracing::error!(fault = number, "{why}");
    } else {
        eprintln!("fault {number}: {why}");
    }
    number
}
