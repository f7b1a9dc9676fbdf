//! What stands beside a record on its page: a card with its files, a card with the remarks on it.

pub(crate) mod files;
pub(crate) mod remarks;
pub(crate) mod upload;

use axum::response::Response;
use hangji_platform::annotations::AnnotatedRecord;
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Form, form};
use hangji_ui::{Lang, Markup, html, tr};

use super::record;
use crate::fields;
use crate::history::Names;
use crate::links;
use crate::request::{RequestCx, RequestHead, Shared};
use crate::words::message;

pub(crate) use files::sent;

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

/// The cards of a record.
pub(crate) fn cards(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    annotated: &AnnotatedRecord<'_>,
    names: &mut Names,
) -> Result<Markup> {
    let files = files::card(tx, rcx, annotated, names)?;
    let remarks = remarks::card(tx, rcx, annotated, names)?;
    Ok(html! { (files) (remarks) })
}

/// The small form that withdraws something, folded away until asked for. `called` tells it from the others for those who
/// hear the page.
fn undoing(rcx: &RequestCx<'_>, action: &str, id: Id, called: &str) -> Markup {
    let lang = rcx.lang;
    let whole = Form {
        action: action.to_owned(),
        fields: vec![fields::reason(rcx)],
        submit: tr(lang, "beside-withdraw").into_owned(),
        id: Some(id.to_string()),
        ..Form::default()
    };
    html! {
        details.undo {
            summary { (tr(lang, "beside-withdraw")) span.hidden { (tr(lang, "colon")) (called) } }
            (form(lang, &whole))
        }
    }
}

/// How large a file is.
fn size(lang: Lang, bytes: i64) -> String {
    let (key, unit) = if bytes < 1 << 20 { ("files-kilobytes", 10) } else { ("files-megabytes", 20) };
    let tenths = (bytes * 10) >> unit;
    let shown = if tenths < 100 { format!("{}.{}", tenths / 10, tenths % 10) } else { (tenths / 10).to_string() };
    hangji_ui::tr_args(lang, key, &[("size", shown.as_str().into())])
}
