//! What is done beside a record: files attached, opened and withdrawn, remarks made and withdrawn.

pub(crate) mod files;
pub(crate) mod remarks;
pub(crate) mod upload;

use axum::response::Response;
use hangji_platform::annotations::AnnotatedRecord;
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::links;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;

use super::record;

/// The record of an address and what the viewer may do beside it, in the words for what does not exist if they may not see
/// it.
pub(crate) fn find<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, ledger: &str, id: &str) -> Result<AnnotatedRecord<'v>> {
    AnnotatedRecord::find(tx, rcx.sys, &rcx.viewer, ledger, part(id)?)
}

/// The id in an address; what is none names nothing.
pub(crate) fn part(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Refusal::NotFound(message("no-record", &[])).into())
}

/// Does something beside a record and leads back to one of its cards; what is refused stands on the record's page.
async fn act(
    app: Shared,
    head: RequestHead,
    (ledger, id): (String, String),
    card: &'static str,
    does: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx, &AnnotatedRecord<'_>) -> Result<()> + Send + 'static,
) -> Response {
    let at = (ledger.clone(), id.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let annotated = find(tx, rcx, &at.0, &at.1)?;
        does(tx, rcx, cx, &annotated)?;
        Ok(format!("{}?saved=1#{card}", links::record(annotated.ledger.name, annotated.record())))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        Ok(record::content(tx, rcx, &ledger, &id, Some(refusal))?.refused(refusal))
    };
    app.act(head, act, refused).await
}
