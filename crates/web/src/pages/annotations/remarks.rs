//! Remarks on a record: made, withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::annotations::remarks;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields;
use hangji_web_core::request::{RequestHead, Shared};

use super::{act, part};
use crate::pages::record::annotations::TEXT;

/// Makes a remark.
pub(crate) async fn add(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id)): Path<(String, String)>,
    Posted(form): Posted,
) -> Response {
    act(app, head, (ledger, id), "remarks", move |tx, rcx, cx, annotated| {
        let limits = rcx.app.options.limits.annotations;
        remarks::add(tx, cx, &rcx.viewer, &limits, annotated, form.raw(TEXT).unwrap_or_default()).map(drop)
    })
    .await
}

/// Withdraws a remark.
pub(crate) async fn withdraw(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id, remark)): Path<(String, String, String)>,
    Posted(form): Posted,
) -> Response {
    act(app, head, (ledger, id), "remarks", move |tx, rcx, cx, annotated| {
        let reason = form.raw(fields::REASON).unwrap_or_default();
        remarks::withdraw(tx, cx, &rcx.viewer, annotated, part(&remark)?, reason)
    })
    .await
}
