//! Files sent with the form of a record: who may not attach them is told so before they are read.

use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::annotations::attachments;
use hangji_platform::import::waiting::tidy_name;
use hangji_platform::{Refusal, Result};
use hangji_ui::encoded;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::response::see_other;
use hangji_web_core::uploads::{self, Sent};
use hangji_web_core::words::message;

use super::{act, find};
use crate::pages::record::annotations::FILE;

/// So many times the size of one file may be sent at once.
const FILES_AT_ONCE: usize = 4;

/// Takes files.
pub(crate) async fn take(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id)): Path<(String, String)>,
    body: std::result::Result<Multipart, MultipartRejection>,
) -> Response {
    match allowed(&app, &head, &ledger, &id).await {
        Ok(true) => {}
        Ok(false) => {
            let record = format!("/l/{}/{}", encoded(&ledger), encoded(&id));
            return see_other(&format!("/login?next={}", encoded(&record)));
        }
        Err(e) => return app.page(head, move |_, _| Err(e)).await,
    }
    let kept = match receive(body, app.options.limits.attachment).await {
        Ok(sent) => uploads::keep(&app, sent).await,
        Err(refusal) => Err(refusal.into()),
    };
    act(app, head, (ledger, id), "files", move |tx, rcx, cx, beside| {
        let limits = rcx.app.options.limits.annotations;
        attachments::attach(tx, rcx.sys, cx, &rcx.viewer, &limits, beside, kept?).map(drop)
    })
    .await
}

/// Whether somebody is signed in who may attach files to the record.
async fn allowed(app: &Shared, head: &RequestHead, ledger: &str, id: &str) -> Result<bool> {
    let (inner, given, ledger, id) = (app.clone(), head.clone(), ledger.to_owned(), id.to_owned());
    let allowed = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(false) };
        find(tx, &rcx, &ledger, &id)?.may_attach(rcx.sys, &rcx.viewer)?;
        uploads::place(&inner).map(|_| true)
    });
    allowed.await
}

/// The files of a form, each of at most `most` bytes.
async fn receive(
    body: std::result::Result<Multipart, MultipartRejection>,
    most: usize,
) -> std::result::Result<Vec<Sent>, Refusal> {
    let broken = || Refusal::BadRequest(message("files-broken", &[]));
    let mut body = body.map_err(|_| broken())?;
    let (mut out, mut left) = (Vec::new(), most.saturating_mul(FILES_AT_ONCE));
    while let Some(field) = body.next_field().await.map_err(|_| broken())? {
        if field.name() != Some(FILE) {
            continue;
        }
        let name = tidy_name(field.file_name().unwrap_or_default());
        let bytes = bytes_of(field, most, &mut left).await?;
        // A browser sends an empty file without a name where none was chosen.
        if !bytes.is_empty() || !name.is_empty() {
            out.push(Sent { name, bytes });
        }
    }
    if out.is_empty() { Err(Refusal::BadRequest(message("files-none-sent", &[]))) } else { Ok(out) }
}

/// The bytes of a file. One that is too large is read to its end and let go, so that the browser gets to hear why; but no more
/// than may be sent at once.
async fn bytes_of(mut field: Field<'_>, most: usize, left: &mut usize) -> std::result::Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut size = 0;
    while let Some(chunk) = field.chunk().await.map_err(|_| Refusal::BadRequest(message("files-broken", &[])))? {
        size += chunk.len();
        *left = left.checked_sub(chunk.len()).ok_or_else(|| too_large("files-too-many", most))?;
        if size <= most {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    if size > most { Err(too_large("files-too-large", most)) } else { Ok(bytes) }
}

fn too_large(key: &str, most: usize) -> Refusal {
    let times = if key == "files-too-many" { FILES_AT_ONCE } else { 1 };
    Refusal::BadRequest(message(key, &[("most", ((most.saturating_mul(times) >> 20) as i64).into())]))
}
