//! Remarks on a record: read, made, withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{FieldKind, Form, FormField, card as framed, form, pad};
use hangji_pages::{Markup, html, tr};
use hangji_platform::Result;
use hangji_platform::beside::{Beside, remarks};
use hangji_store::Tx;

use super::{act, part, undoing};
use crate::links;
use crate::pages::history::Names;
use crate::pages::record;
use crate::request::{Asked, Posted, Shared, Visit};
use crate::words::moment;

/// The field of the form.
const TEXT: &str = "text";

/// The card.
pub(super) fn card(tx: &mut Tx<'_>, visit: &Visit<'_>, beside: &Beside<'_>, names: &mut Names) -> Result<Markup> {
    let lang = visit.lang;
    let at = format!("{}/remarks", links::record(beside.ledger.name, beside.record()));
    let mut items = Vec::new();
    for remark in remarks::of(tx, beside)? {
        let who = names.actor(tx, visit, remark.account)?;
        let when = moment(remark.at);
        let may_withdraw = beside.writes || remark.account == visit.viewer.account;
        items.push(html! {
            p.about { b { (who) } " " (when) }
            p.said { (remark.text) }
            @if may_withdraw {
                (undoing(visit, &format!("{at}/{}/withdraw", remark.id), remark.id, &format!("{who} {when}")))
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
        @if visit.viewer.may_change().is_ok() { (form(lang, &whole)) }
    };
    Ok(html! { section.beside id="remarks" { (framed(&tr(lang, "remarks-title"), html! {}, body)) } })
}

/// Makes a remark.
pub(super) async fn add(
    State(app): State<Shared>,
    asked: Asked,
    Path((ledger, id)): Path<(String, String)>,
    Posted(form): Posted,
) -> Response {
    act(app, asked, (ledger, id), "remarks", move |tx, visit, cx, beside| {
        let limits = visit.app.options.limits.beside;
        remarks::add(tx, cx, &visit.viewer, &limits, beside, form.raw(TEXT).unwrap_or_default()).map(drop)
    })
    .await
}

/// Withdraws a remark.
pub(super) async fn withdraw(
    State(app): State<Shared>,
    asked: Asked,
    Path((ledger, id, remark)): Path<(String, String, String)>,
    Posted(form): Posted,
) -> Response {
    act(app, asked, (ledger, id), "remarks", move |tx, visit, cx, beside| {
        let reason = form.raw(record::REASON).unwrap_or_default();
        remarks::withdraw(tx, cx, &visit.viewer, beside, part(&remark)?, reason)
    })
    .await
}
