//! What is done with an import by a button: previewed again, run, discarded, undone.

use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::import::waiting::{self, Stage, Waiting};
use hangji_platform::import::{done, undo as backwards};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;

use super::decisions::{follow, idle, refused_page};
use super::jobs::{Order, Task};
use super::{find, id_of, link, result};

fn conflict(key: &str) -> anyhow::Error {
    Refusal::Conflict(message(key, &[])).into()
}

/// Plans the file anew as its columns were decided.
pub(crate) async fn preview(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    ordered(app, head, id, again).await
}

/// Stores what was shown.
pub(crate) async fn run(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    ordered(app, head, id, move |tx, rcx, text| stored(tx, rcx, text, form.get("mode"))).await
}

/// Orders a file to be planned anew.
///
/// # Errors
/// A refusal if its columns are not decided or it is being worked on; a fault.
pub(crate) fn again(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, text: &str) -> Result<Order> {
    let file = workable(tx, rcx, text)?;
    if file.layout.is_none() {
        return Err(conflict("import-not-decided"));
    }
    Ok(Order { viewer: rcx.viewer.clone(), id: file.id, task: Task::Preview })
}

/// Orders what was shown to be stored: `all` of it, or the `good` rows only.
///
/// # Errors
/// A refusal if it was not shown as it stands, some rows are refused where all are wanted, or it is being worked on; a
/// fault.
pub(crate) fn stored(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, text: &str, mode: Option<&str>) -> Result<Order> {
    let file = workable(tx, rcx, text)?;
    if file.stage != Stage::Planned || !file.is_current(tx, &rcx.viewer)? {
        return Err(conflict("import-not-shown"));
    }
    let accept_good = match mode {
        Some("good") => true,
        Some("all") if file.counts[3] == 0 => false,
        Some("all") => return Err(conflict("import-all-refused")),
        _ => return Err(Refusal::BadRequest(message("import-bad-mode", &[])).into()),
    };
    Ok(Order { viewer: rcx.viewer.clone(), id: file.id, task: Task::Store { accept_good } })
}

/// A file that is not being worked on and was not imported yet.
fn workable(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, text: &str) -> Result<Waiting> {
    let (_, file) = find(tx, rcx, text)?;
    idle(rcx, &file)?;
    if file.stage == Stage::Stored { Err(conflict("import-already")) } else { Ok(file) }
}

/// Asks for work on a file.
async fn ordered(
    app: Shared,
    head: RequestHead,
    id: String,
    order: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &str) -> Result<Order> + Send + 'static,
) -> Response {
    let started: Arc<OnceLock<Order>> = Arc::default();
    let (text, kept) = (id.clone(), started.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx| {
        let order = order(tx, rcx, &text)?;
        let to = link(order.id);
        drop(kept.set(order));
        Ok(to)
    };
    let response = app.clone().act(head, act, move |tx, rcx, refusal| refused_page(tx, rcx, &id, refusal)).await;
    follow(&app, response, started).await
}

/// Lets an uploaded file go that is not being worked on.
///
/// # Errors
/// A refusal if there is none; a fault.
pub(crate) fn forget(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, text: &str) -> Result<()> {
    let file = waiting::one(tx, rcx.sys, &rcx.viewer, id_of(text)?, rcx.app.clock.now_ms())?;
    idle(rcx, &file)?;
    waiting::discard(tx, file.id)
}

/// Lets an uploaded file go; what was imported from it stays.
pub(crate) async fn discard(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    let text = id.clone();
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx| {
        forget(tx, rcx, &text)?;
        Ok("/imports".to_owned())
    };
    app.act(head, act, move |tx, rcx, refusal| refused_page(tx, rcx, &id, refusal)).await
}

/// Undoes an import of an address; tells its id and how many records went back.
///
/// # Errors
/// A refusal if there is none, no reason is given, or it cannot be undone; a fault.
pub(crate) fn undone(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    cx: &mut Cx,
    text: &str,
    reason: &str,
) -> Result<(Id, usize)> {
    let import = done::one(tx, rcx.sys, &rcx.viewer, id_of(text)?)?.ok_or_else(waiting::none)?;
    Ok((import.id, backwards::undo_in(tx, rcx.sys, cx, &rcx.viewer, import.id, reason)?))
}

/// Undoes an import with a reason.
pub(crate) async fn undo(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    let (text, given) = (id.clone(), form.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (id, count) = undone(tx, rcx, cx, &text, given.raw("reason").unwrap_or_default())?;
        Ok(format!("{}?undone={count}", link(id)))
    };
    let refused =
        move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| result::refused(tx, rcx, &id, &form, refusal);
    app.act(head, act, refused).await
}
