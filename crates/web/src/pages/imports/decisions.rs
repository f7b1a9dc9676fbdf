//! What is decided at the second step: which sheet and row is the header, which column is which. It is written down, and the
//! work that follows from it is started.

use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hangji_platform::import::look::look;
use hangji_platform::import::run::{File, Opened};
use hangji_platform::import::waiting::{self, Waiting};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::response::see_other;
use hangji_web_core::words::message;

use super::columns::{Given, content, read};
use super::jobs::{self, Jobs, Order, Task};
use super::{find, link, show};

/// Reads the file with another sheet or header row.
pub(crate) async fn look_again(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    let opened = match opened_again(&app, &head, &id).await {
        Ok(Some(opened)) => Ok(opened),
        Ok(None) => return see_other("/login"),
        Err(e) => Err(e),
    };
    let text = id.clone();
    let act =
        move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| look_at(tx, rcx, cx, &text, opened, &form).map(link);
    app.act(head, act, move |tx, rcx, refusal| refused_page(tx, rcx, &id, refusal)).await
}

/// A waiting file read again; none without a session.
///
/// # Errors
/// A refusal if there is none or it cannot be read; a fault.
pub(crate) async fn opened_again(app: &Shared, head: &RequestHead, id: &str) -> Result<Option<Opened>> {
    let (inner, given, text) = (app.clone(), head.clone(), id.to_owned());
    let loaded = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        let (_, file) = find(tx, &rcx, &text)?;
        Ok(Some((file.file, waiting::bytes(tx, rcx.sys, file.id)?)))
    });
    let Some((name, bytes)) = loaded.await? else { return Ok(None) };
    let jobs = Jobs::of(app);
    let _turn = jobs.turn().await?;
    jobs::parse(File { name, bytes }).await.map(Some)
}

/// Looks at another sheet or header row of a file, and tells its id.
///
/// # Errors
/// A refusal if there is no such sheet or row, or the file is being worked on; a fault.
pub(crate) fn look_at(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    cx: &mut Cx,
    text: &str,
    opened: Result<Opened>,
    form: &Params,
) -> Result<Id> {
    let (ledger, file) = find(tx, rcx, text)?;
    idle(rcx, &file)?;
    let (opened, before) = (opened?, file.look.sheet);
    let sheet = place(form, "sheet", before)?;
    // The row belongs to the sheet it was chosen on.
    let row = if sheet == before { Some(place(form, "row", file.look.header_row)?) } else { None };
    let look = look(tx, ledger, waiting::node(&rcx.viewer), &opened.sheets, Some(sheet), row)?;
    waiting::look_again(tx, rcx.sys, cx, file.id, &look)?;
    Ok(file.id)
}

fn place(form: &Params, name: &str, usual: usize) -> Result<usize> {
    let usual = i64::try_from(usual)?;
    Ok(usize::try_from(form.count(name, 0, i64::from(u32::MAX), usual)?)?)
}

/// The page of the step again, with what was refused on top.
pub(super) fn refused_page(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: &str, refusal: &Refusal) -> Result<Content> {
    let (ledger, file) = find(tx, rcx, id)?;
    Ok(show::step(tx, rcx, ledger, &file, Some(refusal))?.refused(refusal))
}

/// Takes what was decided, remembers it, and starts the preview.
pub(crate) async fn decide(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    let started: Arc<OnceLock<Order>> = Arc::default();
    let (given, text, order) = (form.clone(), id.clone(), started.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let decided = decided(tx, rcx, cx, &text, &given)?;
        let to = link(decided.id);
        drop(order.set(decided));
        Ok(to)
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        let (ledger, file) = find(tx, rcx, &id)?;
        let doubts = read(ledger, &file.look, &form)?.err().unwrap_or_default();
        let shown = Given { form: Some(&form), doubts, refused: Some(refusal), stale: false };
        Ok(content(tx, rcx, ledger, &file, &shown)?.refused(refusal))
    };
    let response = app.clone().act(head, act, refused).await;
    follow(&app, response, started).await
}

/// Writes down which column is which, and orders the preview.
///
/// # Errors
/// A refusal if it cannot stand, or the file is being worked on; a fault.
pub(crate) fn decided(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, text: &str, form: &Params) -> Result<Order> {
    let (ledger, file) = find(tx, rcx, text)?;
    idle(rcx, &file)?;
    let layout = read(ledger, &file.look, form)?;
    let layout = layout.map_err(|_| Refusal::BadRequest(message("import-columns-wrong", &[])))?;
    waiting::decide(tx, rcx.sys, cx, &rcx.viewer, &file, &layout)?;
    Ok(Order { viewer: rcx.viewer.clone(), id: file.id, task: Task::Preview })
}

/// Refuses what would change a file under the hands of the work on it.
pub(super) fn idle(rcx: &RequestCx<'_>, file: &Waiting) -> Result<()> {
    match Jobs::of(rcx.app).progress(file.id) {
        None => Ok(()),
        Some(_) => Err(Refusal::Conflict(message("import-busy", &[])).into()),
    }
}

/// Starts the work that an act asked for, once it is stored.
pub(crate) async fn follow(app: &Shared, response: Response, started: Arc<OnceLock<Order>>) -> Response {
    if response.status() == StatusCode::SEE_OTHER
        && let Some(order) = Arc::into_inner(started).and_then(OnceLock::into_inner)
    {
        jobs::start(app, order).await;
    }
    response
}
