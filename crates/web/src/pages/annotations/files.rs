//! Attached files: opened, withdrawn.

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use hangji_files::Kind;
use hangji_platform::Result;
use hangji_platform::annotations::attachments::{self, NewFile};
use hangji_ui::encoded;
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::response::see_other;
use hangji_web_core::{error, fields, uploads};

use super::{act, find, part};
use crate::pages::record::annotations::SMALL;

/// Sends a file; with `small=1` the small copy of a photo.
pub(crate) async fn open(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id, file)): Path<(String, String, String)>,
) -> Response {
    match sent(&app, &head, [ledger, id, file]).await {
        Ok(Some(response)) => response,
        Ok(None) => see_other(&format!("/login?next={}", encoded(&head.here))),
        Err(e) => error::answered(&head, app.clock, e),
    }
}

/// A file of a record of a ledger, as it is sent; none without a session.
pub(crate) async fn sent(app: &Shared, head: &RequestHead, at: [String; 3]) -> Result<Option<Response>> {
    let (inner, given) = (app.clone(), head.clone());
    let found = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        rcx.head.params.only_of(&[SMALL])?;
        let [ledger, id, file] = &at;
        let annotated = find(tx, &rcx, ledger, id)?;
        attachments::one(tx, &annotated, part(file)?).map(|a| Some(a.file))
    });
    let Some(file) = found.await? else { return Ok(None) };
    let small = head.params.get(SMALL).is_some() && !file.small.is_empty();
    let bytes = uploads::bytes(app, &file, small).await?;
    Ok(Some(response(&file, bytes)))
}

/// What a file may do in the browser: nothing. The viewers of PDF that browsers bring along do not work in a sandbox.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
const PDF_ONLY: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'";

/// A file as HTTP: photos and PDF are shown, everything else is saved.
pub(crate) fn response(file: &NewFile, bytes: Vec<u8>) -> Response {
    let kind = Kind::of_media_type(&file.media_type);
    let how = if kind.is_some_and(Kind::is_shown) { "inline" } else { "attachment" };
    let name = format!("{how}; filename*=UTF-8''{}", encoded(&file.name));
    let policy = if kind == Some(Kind::Pdf) { PDF_ONLY } else { NOTHING };
    let mime = kind.map_or("application/octet-stream", Kind::media_type);
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 2] =
        [(header::CONTENT_TYPE, mime), (header::CONTENT_SECURITY_POLICY, policy)];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Percent-encoded, and so always a header.
    headers.extend(HeaderValue::from_str(&name).ok().map(|name| (header::CONTENT_DISPOSITION, name)));
    response
}

/// Withdraws a file.
pub(crate) async fn withdraw(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id, file)): Path<(String, String, String)>,
    Posted(form): Posted,
) -> Response {
    act(app, head, (ledger, id), "files", move |tx, rcx, cx, annotated| {
        let reason = form.raw(fields::REASON).unwrap_or_default();
        attachments::withdraw(tx, cx, &rcx.viewer, annotated, part(&file)?, reason)
    })
    .await
}
