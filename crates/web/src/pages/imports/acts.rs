//! What is done with an import by a button: previewed again, run, discarded, undone.

use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::import::waiting::{self, Stage};
use hangji_platform::import::{done, undo as backwards};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::Tx;

use super::columns::{follow, idle, refused_page};
use super::work::{Order, Task};
use super::{find, id_of, link, result};
use crate::request::{Asked, Posted, Shared, Visit};
use crate::words::said;

fn conflict(key: &str) -> anyhow::Error {
    Refusal::Conflict(said(key, &[])).into()
}

/// Plans the file anew as its columns were decided.
pub(super) async fn preview(State(app): State<Shared>, asked: Asked, Path(id): Path<String>) -> Response {
    ordered(app, asked, id, |_, _, file| match file.layout {
        Some(_) => Ok(Task::Preview),
        None => Err(conflict("import-not-decided")),
    })
    .await
}

/// Stores what was shown.
pub(super) async fn run(
    State(app): State<Shared>,
    asked: Asked,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    ordered(app, asked, id, move |tx, visit, file| {
        if file.stage != Stage::Planned || !file.is_current(tx, &visit.viewer)? {
            return Err(conflict("import-not-shown"));
        }
        let accept_good = match form.get("mode") {
            Some("good") => true,
            Some("all") if file.counts[3] == 0 => false,
            Some("all") => return Err(conflict("import-all-refused")),
            _ => return Err(Refusal::BadRequest(said("import-bad-mode", &[])).into()),
        };
        Ok(Task::Store { accept_good })
    })
    .await
}

/// Asks for work on a file that is not being worked on.
async fn ordered(
    app: Shared,
    asked: Asked,
    id: String,
    task: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &waiting::Waiting) -> Result<Task> + Send + 'static,
) -> Response {
    let started: Arc<OnceLock<Order>> = Arc::default();
    let (text, order) = (id.clone(), started.clone());
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, _: &mut Cx| {
        let (_, file) = find(tx, visit, &text)?;
        idle(visit, &file)?;
        if file.stage == Stage::Stored {
            return Err(conflict("import-already"));
        }
        let task = task(tx, visit, &file)?;
        drop(order.set(Order { viewer: visit.viewer.clone(), id: file.id, task }));
        Ok(link(file.id))
    };
    let response = app.clone().act(asked, act, move |tx, visit, refusal| refused_page(tx, visit, &id, refusal)).await;
    follow(&app, response, started).await
}

/// Lets an uploaded file go; what was imported from it stays.
pub(super) async fn discard(State(app): State<Shared>, asked: Asked, Path(id): Path<String>) -> Response {
    let text = id.clone();
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, _: &mut Cx| {
        let file = waiting::one(tx, visit.sys, &visit.viewer, id_of(&text)?, visit.app.clock.now_ms())?;
        idle(visit, &file)?;
        waiting::discard(tx, file.id)?;
        Ok("/imports".to_owned())
    };
    app.act(asked, act, move |tx, visit, refusal| refused_page(tx, visit, &id, refusal)).await
}

/// Undoes an import with a reason.
pub(super) async fn undo(
    State(app): State<Shared>,
    asked: Asked,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    let (text, given) = (id.clone(), form.clone());
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let id = id_of(&text)?;
        let import = done::one(tx, visit.sys, &visit.viewer, id)?.ok_or_else(waiting::none)?;
        let reason = given.raw("reason").unwrap_or_default();
        let count = backwards::undo_in(tx, visit.sys, cx, &visit.viewer, import.id, reason)?;
        Ok(format!("{}?undone={count}", link(id)))
    };
    let refused =
        move |tx: &mut Tx<'_>, visit: &Visit<'_>, refusal: &Refusal| result::refused(tx, visit, &id, &form, refusal);
    app.act(asked, act, refused).await
}
