//! An import at whatever step it is: columns, preview, work under way, result.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hangji_platform::import::waiting::{self, Stage, Waiting};
use hangji_platform::ledger::Ledger;
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{button_link, card, heading, pad};
use hangji_ui::{html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::error;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};

use super::jobs::{Jobs, Progress};
use super::{Step, columns, framed, id_of, link, preview, result, steps};

/// Seconds after which a browser looks again while work is under way.
const AGAIN: HeaderValue = HeaderValue::from_static("2");

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    let busy = Arc::new(AtomicBool::new(false));
    // Asked before the transaction: what has ended by now is in what it reads.
    let before = id.parse().ok().and_then(|id| Jobs::of(&app).progress(id));
    let flag = busy.clone();
    let mut response = app.page(head, move |tx, rcx| content(tx, rcx, &id, before, &flag)).await;
    if busy.load(Ordering::Relaxed) {
        // A header rather than an element of the page: it works without script all the same.
        response.headers_mut().insert(header::REFRESH, AGAIN);
    }
    response
}

fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    text: &str,
    before: Option<Arc<Progress>>,
    busy: &AtomicBool,
) -> Result<Content> {
    rcx.head.params.only_of(&["step", "outcome", "page", "undone"])?;
    let id = id_of(text)?;
    let file = match waiting::one(tx, rcx.sys, &rcx.viewer, id, rcx.app.clock.now_ms()) {
        Ok(file) => file,
        Err(e) => match error::refusal(e)? {
            // It has gone, or was never uploaded: what came of it may be told all the same.
            Refusal::NotFound(_) => return result::alone(tx, rcx, id),
            other => return Err(other.into()),
        },
    };
    if file.stage == Stage::Stored {
        return result::of_file(tx, rcx, &file, None);
    }
    let ledger = rcx.viewer.may_write(rcx.sys, &file.ledger)?.ledger;
    if let Some(progress) = before.or_else(|| Jobs::of(rcx.app).progress(id)) {
        busy.store(true, Ordering::Relaxed);
        return Ok(under_way(rcx, ledger, &file, &progress));
    }
    step(tx, rcx, ledger, &file, None)
}

/// The step that a file is at, with what was refused on top.
pub(super) fn step(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    file: &Waiting,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let shown = file.stage == Stage::Planned && file.is_current(tx, &rcx.viewer)?;
    if shown && rcx.head.params.get("step") != Some("columns") {
        return preview::content(tx, rcx, ledger, file, refused);
    }
    let stale = file.stage == Stage::Planned && !shown;
    columns::content(tx, rcx, ledger, file, &columns::Given { stale, refused, ..columns::Given::default() })
}

fn under_way(rcx: &RequestCx<'_>, ledger: &Ledger, file: &Waiting, progress: &Progress) -> Content {
    let lang = rcx.lang;
    let (stage, done, of) = progress.now();
    let words = if of > 1 {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
        tr_args(lang, "import-so-far", &[("done", count(done)), ("of", count(of))])
    } else {
        String::new()
    };
    let main = html! {
        (heading(&tr(lang, "import-working"), &file.file, html! {}))
        (steps(lang, if file.stage == Stage::Planned { Step::Result } else { Step::Preview }))
        (card(&tr(lang, stage), html! {}, pad(html! {
            @if of > 1 {
                progress.import-progress max=(of) value=(done) aria-label=(tr(lang, stage)) { (words) }
            }
            p role="status" { (words) " " (tr(lang, "import-working-hint")) }
            p { (button_link(&link(file.id), &tr(lang, "import-look-again"), true)) }
        })))
    };
    framed(rcx, ledger, &file.file, main)
}
