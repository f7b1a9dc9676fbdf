//! Attached files: listed, opened, withdrawn.

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use hangji_files::{ACCEPT, Kind};
use hangji_pages::parts::{FieldKind, Form, FormField, Method, card as framed, form, pad};
use hangji_pages::{Markup, encoded, html, tr, tr_args};
use hangji_platform::Result;
use hangji_platform::beside::Beside;
use hangji_platform::beside::attachments::{self, Attachment, NewFile};
use hangji_store::Tx;

use super::{act, find, part, size, undoing};
use crate::answer::see_other;
use crate::pages::history::Names;
use crate::pages::record;
use crate::request::{Asked, Posted, Shared, Visit};
use crate::words::moment;
use crate::{error, links, storage};

/// The field of the form.
pub(super) const FILE: &str = "file";
/// Asks for a photo's small copy.
const SMALL: &str = "small";

/// The card.
pub(super) fn card(tx: &mut Tx<'_>, visit: &Visit<'_>, beside: &Beside<'_>, names: &mut Names) -> Result<Markup> {
    let lang = visit.lang;
    let found = attachments::of(tx, beside)?;
    let at = format!("{}/files", links::record(beside.ledger.name, beside.record()));
    let mut items = Vec::with_capacity(found.len());
    for attached in &found {
        let who = names.actor(tx, visit, attached.account)?;
        items.push(item(visit, beside, attached, &who, &at));
    }
    let may = beside.may_attach(visit.sys, &visit.viewer).is_ok() && visit.app.storage.is_some();
    let body = html! {
        @if items.is_empty() { (pad(html! { span.none { (tr(lang, "files-none")) } })) }
        @else { ul.files { @for item in &items { li { (item) } } } }
        @if may { (adding(visit, at)) }
    };
    Ok(html! { section.beside id="files" { (framed(&tr(lang, "files-title"), html! {}, body)) } })
}

fn item(visit: &Visit<'_>, beside: &Beside<'_>, attached: &Attachment, who: &str, at: &str) -> Markup {
    let (lang, file) = (visit.lang, &attached.file);
    let href = format!("{at}/{}", file.id);
    let kind = Kind::of_media_type(&file.media_type).map_or("", Kind::word);
    let may_withdraw = beside.writes || attached.account == visit.viewer.account;
    html! {
        a.file href=(href) {
            @if !file.small.is_empty() { img.small src={ (href) "?" (SMALL) "=1" } alt="" loading="lazy"; }
            span { (file.name) }
        }
        span.about { (kind) " · " (size(lang, file.bytes)) " · " (who) " · " (moment(attached.at)) }
        @if let Some((latitude, longitude)) = file.place {
            span.about { (tr_args(lang, "files-place", &[("place", place(latitude, longitude).as_str().into())])) }
        }
        @if may_withdraw { (undoing(visit, &format!("{href}/withdraw"), file.id, &file.name)) }
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

fn adding(visit: &Visit<'_>, action: String) -> Markup {
    let (lang, limits) = (visit.lang, visit.app.options.limits);
    let most = [("most", ((limits.attachment >> 20) as i64).into()), ("files", limits.beside.files.into())];
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
pub(super) async fn open(
    State(app): State<Shared>,
    asked: Asked,
    Path((ledger, id, file)): Path<(String, String, String)>,
) -> Response {
    match sent(&app, &asked, [ledger, id, file]).await {
        Ok(Some(response)) => response,
        Ok(None) => see_other(&format!("/login?next={}", encoded(&asked.here))),
        Err(e) => error::answered(&asked, app.clock, e),
    }
}

/// A file of a record of a ledger, as it is sent; none without a session.
pub(crate) async fn sent(app: &Shared, asked: &Asked, at: [String; 3]) -> Result<Option<Response>> {
    let (inner, given) = (app.clone(), asked.clone());
    let found = app.db.read_async(move |tx| {
        let Some(visit) = Visit::open(tx, &inner, &given)? else { return Ok(None) };
        visit.asked.params.only_of(&[SMALL])?;
        let [ledger, id, file] = &at;
        let beside = find(tx, &visit, ledger, id)?;
        attachments::one(tx, &beside, part(file)?).map(|a| Some(a.file))
    });
    let Some(file) = found.await? else { return Ok(None) };
    let small = asked.params.get(SMALL).is_some() && !file.small.is_empty();
    let bytes = storage::bytes(app, &file, small).await?;
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
pub(super) async fn withdraw(
    State(app): State<Shared>,
    asked: Asked,
    Path((ledger, id, file)): Path<(String, String, String)>,
    Posted(form): Posted,
) -> Response {
    act(app, asked, (ledger, id), "files", move |tx, visit, cx, beside| {
        let reason = form.raw(record::REASON).unwrap_or_default();
        attachments::withdraw(tx, cx, &visit.viewer, beside, part(&file)?, reason)
    })
    .await
}
