//! An import at whatever step it is: columns, preview, work under way, result.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hangji_pages::parts::{button_link, card, heading, pad};
use hangji_pages::{html, tr, tr_args};
use hangji_platform::import::waiting::{self, Stage, Waiting};
use hangji_platform::ledger::Ledger;
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;

use super::work::Progress;
use super::{Step, columns, framed, id_of, link, preview, result, steps};
use crate::answer::Content;
use crate::error;
use crate::request::{Asked, Shared, Visit};

/// Seconds after which a browser looks again while work is under way.
const AGAIN: HeaderValue = HeaderValue::from_static("2");

/// The page.
pub(super) async fn show(State(app): State<Shared>, asked: Asked, Path(id): Path<String>) -> Response {
    let busy = Arc::new(AtomicBool::new(false));
    // Asked before the transaction: what has ended by now is in what it reads.
    let before = id.parse().ok().and_then(|id| app.imports.of(id));
    let flag = busy.clone();
    let mut response = app.page(asked, move |tx, visit| content(tx, visit, &id, before, &flag)).await;
    if busy.load(Ordering::Relaxed) {
        // A header rather than an element of the page: it works without script all the same.
        response.headers_mut().insert(header::REFRESH, AGAIN);
    }
    response
}

fn content(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    text: &str,
    before: Option<Arc<Progress>>,
    busy: &AtomicBool,
) -> Result<Content> {
    visit.asked.params.only_of(&["step", "outcome", "page", "undone"])?;
    let id = id_of(text)?;
    let file = match waiting::one(tx, visit.sys, &visit.viewer, id, visit.app.clock.now_ms()) {
        Ok(file) => file,
        Err(e) => match error::refusal(e)? {
            // It has gone, or was never uploaded: what came of it may be told all the same.
            Refusal::NotFound(_) => return result::alone(tx, visit, id),
            other => return Err(other.into()),
        },
    };
    if file.stage == Stage::Stored {
        return result::of_file(tx, visit, &file, None);
    }
    let ledger = visit.viewer.may_write(visit.sys, &file.ledger)?.ledger;
    if let Some(progress) = before.or_else(|| visit.app.imports.of(id)) {
        busy.store(true, Ordering::Relaxed);
        return Ok(under_way(visit, ledger, &file, &progress));
    }
    step(tx, visit, ledger, &file, None)
}

/// The step that a file is at, with what was refused on top.
pub(super) fn step(
    tx: &mut Tx<'_>,
    visit: &Visit<'_>,
    ledger: &Ledger,
    file: &Waiting,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let shown = file.stage == Stage::Planned && file.is_current(tx, &visit.viewer)?;
    if shown && visit.asked.params.get("step") != Some("columns") {
        return preview::content(tx, visit, ledger, file, refused);
    }
    let stale = file.stage == Stage::Planned && !shown;
    columns::content(tx, visit, ledger, file, &columns::Given { stale, refused, ..columns::Given::default() })
}

fn under_way(visit: &Visit<'_>, ledger: &Ledger, file: &Waiting, progress: &Progress) -> Content {
    let lang = visit.lang;
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
    framed(visit, ledger, &file.file, main)
}
