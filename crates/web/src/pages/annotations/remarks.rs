//! Remarks on a record: read, made, withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::annotations::{AnnotatedRecord, remarks};
use hangji_store::Tx;
use hangji_ui::components::{FieldKind, Form, FormField, card as framed, form, pad};
use hangji_ui::{Markup, html, tr};

use super::{act, part, undoing};
use crate::extract::Posted;
use crate::fields;
use crate::history::Names;
use crate::links;
use crate::request::{RequestCx, RequestHead, Shared};
use crate::words::moment;

/// The field of the form.
const TEXT: &str = "text";

/// The card.
pub(super) fn card(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    annotated: &AnnotatedRecord<'_>,
    names: &mut Names,
) -> Result<Markup> {
    let lang = rcx.lang;
    let at = format!("{}/remarks", links::record(annotated.ledger.name, annotated.record()));
    let mut items = Vec::new();
    for remark in remarks::of(tx, annotated)? {
        let who = names.actor(tx, rcx, remark.account)?;
        let when = moment(remark.at);
        let may_withdraw = annotated.writes || remark.account == rcx.viewer.account;
        items.push(html! {
            p.about { b { (who) } " " (when) }
            p.said { (remark.text) }
            @if may_withdraw {
                (undoing(rcx, &format!("{at}/{}/withdraw", remark.id), remark.id, &format!("{who} {when}")))
            }
        });
    }
    let whole = Form {
        action: at,
        fields: vec![FormField {
            name: TEXT.into(),
            label: tr(lang, "remarks-text").into_owned(),
            required: true,
            hint: Some(tr(lang, "remarks-text-hint").into_owned()),
            kind: FieldKind::Long { max: Some(remarks::LONGEST as u32) },
            ..FormField::default()
        }],
        submit: tr(lang, "remarks-add").into_owned(),
        id: Some("remark".into()),
        ..Form::default()
    };
    let body = html! {
        @if items.is_empty() { (pad(html! { span.none { (tr(lang, "remarks-none")) } })) }
        @else { ol.remarks { @for item in &items { li { (item) } } } }
        @if rcx.viewer.may_change().is_ok() { (form(lang, &whole)) }
    };
    Ok(html! { section.annotated id="remarks" { (framed(&tr(lang, "remarks-title"), html! {}, body)) } })
}

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
