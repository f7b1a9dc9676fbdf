//! Withdrawing a record and putting it back, each with a reason.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::access::MayWrite;
use hangji_platform::ledger::acts::{self, Correction};
use hangji_platform::{Cx, Result, System};
use hangji_store::Tx;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::{self, seen};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::{facts, links};

use super::record;

type Act = fn(&mut Tx<'_>, &System, &mut Cx, &MayWrite<'_>, Correction<'_>) -> Result<()>;

/// Takes a record out of force.
pub(crate) async fn withdraw(
    State(app): State<Shared>,
    head: RequestHead,
    Path(at): Path<(String, String)>,
    Posted(form): Posted,
) -> Response {
    run(app, head, at, form, acts::withdraw).await
}

/// Puts a withdrawn record back into force.
pub(crate) async fn restore(
    State(app): State<Shared>,
    head: RequestHead,
    Path(at): Path<(String, String)>,
    Posted(form): Posted,
) -> Response {
    run(app, head, at, form, acts::restore).await
}

async fn run(app: Shared, head: RequestHead, (ledger, id): (String, String), form: Params, act: Act) -> Response {
    let (name, text) = (ledger.clone(), id.clone());
    let run = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (ledger, line) = facts::find(tx, rcx, &name, &text)?;
        let may = rcx.viewer.may_write(rcx.sys, ledger.name)?;
        let reason = form.raw(fields::reason_name(ledger)).unwrap_or_default();
        act(tx, rcx.sys, cx, &may, Correction { id: line.record.id, seen: seen(&form)?, reason })?;
        Ok(format!("{}?saved=1", links::record(ledger.name, line.record.id)))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &_| {
        Ok(record::content(tx, rcx, &ledger, &id, Some(refusal))?.refused(refusal))
    };
    app.act(head, run, refused).await
}
