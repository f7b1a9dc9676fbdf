//! Masked fields shown open, once, for a stated purpose that the journal keeps; and files with them, likewise.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::privacy::access_log::{self};
use hangji_platform::{Cx, Refusal};
use hangji_store::Tx;
use hangji_web_core::extract::Posted;
use hangji_web_core::facts;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};

use super::record;
use super::record::masks::{Masks, stated};

/// The record with its masked fields open. Only an answer to a sent form shows them: no address leads there, nothing
/// keeps the page.
pub(crate) async fn show(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Response {
    let (name, text, given) = (ledger.clone(), id.clone(), sent.clone());
    let make = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (found, line) = facts::find(tx, rcx, &name, &text)?;
        let need = stated(&given)?;
        access_log::opened(tx, cx, &rcx.viewer, found, &[line.record.id], &need)?;
        record::page(tx, rcx, &name, &text, None, &Masks::Open)
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        if matches!(refusal, Refusal::Invalid(_)) {
            let masks = Masks::Refused(sent, refusal.clone());
            return Ok(record::page(tx, rcx, &ledger, &id, None, &masks)?.refused(refusal));
        }
        Ok(record::content(tx, rcx, &ledger, &id, Some(refusal))?.refused(refusal))
    };
    app.traced(head, make, refused).await
}
