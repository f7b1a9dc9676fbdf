//! Attached files: listed, opened, withdrawn.

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use hangji_files::{ACCEPT, Kind};
use hangji_platform::Result;
use hangji_platform::annotations::AnnotatedRecord;
use hangji_platform::annotations::attachments::{self, Attachment, NewFile};
use hangji_store::Tx;
use hangji_ui::components::{FieldKind, Form, FormField, Method, card as framed, form, pad};
use hangji_ui::{Markup, encoded, html, tr, tr_args};

use super::{act, find, part, size, undoing};
use crate::extract::Posted;
use crate::fields;
use crate::history::Names;
use crate::request::{RequestCx, RequestHead, Shared};
use crate::response::see_other;
use crate::words::moment;
use crate::{error, links, uploads};

/// The field of the form.
pub(super) const FILE: &str = "file";
/// Asks for a photo's small copy.
const SMALL: &str = "small";

/// The card.
pub(super) fn card(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    annotated: &AnnotatedRecord<'_>,
    names: &mut Names,
) -> Result<Markup> {
    let lang = rcx.lang;
    let found = attachments::of(tx, annotated)?;
    let at = format!("{}/files", links::record(annotated.ledger.name, annotated.record()));
    let mut items = Vec::with_capacity(found.len());
    for attached in &found {
        let who = names.actor(tx, rcx, attached.account)?;
        items.push(item(rcx, annotated, attached, &who, &at));
    }
    let may = annotated.may_attach(rcx.sys, &rcx.viewer).is_ok() && rcx.app.storage.is_some();
    let body = html! {
        @if items.is_empty() { (pad(html! { span.none { (tr(lang, "files-none")) } })) }
        @else { ul.files { @for item in &items { li { (item) } } } }
        @if may { (adding(rcx, at)) }
    };
    Ok(html! { section.annotated id="files" { (framed(&tr(lang, "files-title"), html! {}, body)) } })
}

fn item(rcx: &RequestCx<'_>, annotated: &AnnotatedRecord<'_>, attached: &Attachment, who: &str, at: &str) -> Markup {
    let (lang, file) = (rcx.lang, &attached.file);
    let href = format!("{at}/{}", file.id);
    let kind = Kind::of_media_type(&file.media_type).map_or("", Kind::word);
    let may_withdraw = annotated.writes || attached.account == rcx.viewer.account;
    html! {
        a.file href=(href) {
            @if !file.small.is_empty() { img.small src={ (href) "?" (SMALL) "=1" } alt="" loading="lazy"; }
            span { (file.name) }
        }
        span.about { (kind) " · " (size(lang, file.bytes)) " · " (who) " · " (moment(attached.at)) }
        @if let Some((latitude, longitude)) = file.place {
            span.about { (tr_args(lang, "files-place", &[("place", place(latitude, longitude).as_str().into())])) }
        }
        @if may_withdraw { (undoing(rcx, &format!("{href}/withdraw"), file.id, &file.name)) }
    }
}

/// Degrees with their decimals: north and east, or less than nothing.
fn place(latitude: i64, longitude: i64) -> String {
    let degrees = |n: i64| {
        let sign = if n < 0 { "-" } else { "" };
        format!("{sign}{}.{:06}", n.abs() / 1_000_000, n.abs() % 1_000_000)
    };
    format!("{}, {}", degrees(latitude), degrees(longitude))
}

fn adding(rcx: &RequestCx<'_>, action: String) -> Markup {
    let (lang, limits) = (rcx.lang, rcx.app.options.limits);
    let most = [("most", ((limits.attachment >> 20) as i64).into()), ("files", limits.annotations.files.into())];
    let whole = Form {
        action,
        method: Method::Upload,
        fields: vec![FormField {
            name: FILE.into(),
            label: tr(lang, "files-choose").into_owned(),
            required: true,
            hint: Some(tr_args(lang, "files-choose-hint", &most)),
            kind: FieldKind::Files { accept: ACCEPT.into() },
            ..FormField::default()
        }],
        submit: tr(lang, "files-add").into_owned(),
        ..Form::default()
    };
    form(lang, &whole)
}

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
