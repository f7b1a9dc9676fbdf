//! What stands beside a record on its page: a card with its files, a card with the remarks on it.

use hangji_files::{ACCEPT, Kind};
use hangji_platform::Result;
use hangji_platform::annotations::attachments::{self, Attachment};
use hangji_platform::annotations::{AnnotatedRecord, remarks as said};
use hangji_store::{Id, Tx};
use hangji_ui::components::{FieldKind, Form, FormField, Method, card as framed, form, pad};
use hangji_ui::{Lang, Markup, html, tr, tr_args};
use hangji_web_core::history::Names;
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::moment;
use hangji_web_core::{fields, links};

/// The field of the form that takes files.
pub(crate) const FILE: &str = "file";
/// Asks for a photo's small copy.
pub(crate) const SMALL: &str = "small";
/// The field of the form that takes a remark.
pub(crate) const TEXT: &str = "text";

/// The cards of a record.
pub(crate) fn cards(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    annotated: &AnnotatedRecord<'_>,
    names: &mut Names,
) -> Result<Markup> {
    let files = files(tx, rcx, annotated, names)?;
    let remarks = remarks(tx, rcx, annotated, names)?;
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
    tr_args(lang, key, &[("size", shown.as_str().into())])
}

/// The card.
fn files(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, annotated: &AnnotatedRecord<'_>, names: &mut Names) -> Result<Markup> {
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
        fields: vec![
            FormField::new(FILE, tr(lang, "files-choose"), FieldKind::Files { accept: ACCEPT.into() })
                .required()
                .hint(tr_args(lang, "files-choose-hint", &most)),
        ],
        submit: tr(lang, "files-add").into_owned(),
        ..Form::default()
    };
    form(lang, &whole)
}

/// The card.
fn remarks(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, annotated: &AnnotatedRecord<'_>, names: &mut Names) -> Result<Markup> {
    let lang = rcx.lang;
    let at = format!("{}/remarks", links::record(annotated.ledger.name, annotated.record()));
    let mut items = Vec::new();
    for remark in said::of(tx, annotated)? {
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
        fields: vec![
            FormField::new(TEXT, tr(lang, "remarks-text"), FieldKind::Long { max: Some(said::LONGEST as u32) })
                .required()
                .hint(tr(lang, "remarks-text-hint").into_owned()),
        ],
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
