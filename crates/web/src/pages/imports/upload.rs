//! The first step: a file for a ledger, checked before it is kept, and the template to fill in.

use std::sync::Arc;

use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::import::look::look;
use hangji_platform::import::run::{File, Opened};
use hangji_platform::import::{done, files, waiting};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{FieldKind, Form, FormField, Method, button_link, card, columns, form, heading, pad};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::response::see_other;
use hangji_web_core::words::{message, platform};
use hangji_web_core::{download, links};

use super::jobs::Jobs;
use super::{Step, jobs, link, list, steps};

/// More is not even read: a browser shows our answer only if it could send what it had.
pub(crate) const MOST_BODY_BYTES: usize = 64 << 20;
/// The latest imports shown beside the form.
const LATEST: i64 = 5;
const FILE: &str = "file";
const ACCEPT: &str = ".xlsx,.xlsm,.xls,.ods,.csv,.txt,text/csv,application/vnd.ms-excel,\
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.oasis.opendocument.spreadsheet";

/// The form.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        content(tx, rcx, &ledger, None)
    })
    .await
}

/// Takes a file: who may not import it is told so before it is read.
pub(crate) async fn take(
    State(app): State<Shared>,
    head: RequestHead,
    Path(ledger): Path<String>,
    body: std::result::Result<Multipart, MultipartRejection>,
) -> Response {
    let (inner, given, name) = (app.clone(), head.clone(), ledger.clone());
    let allowed = app.db.read_async(move |tx| match RequestCx::open(tx, &inner, &given)? {
        Some(rcx) => rcx.viewer.may_write(rcx.sys, &name).map(|_| true),
        None => Ok(false),
    });
    match allowed.await {
        Ok(true) => {}
        Ok(false) => return see_other("/login"),
        Err(e) => return app.page(head, move |_, _| Err(e)).await,
    }
    let opened = match receive(body).await {
        Ok((name, bytes)) => open(&app, name, bytes).await,
        Err(refusal) => Err(refusal.into()),
    };
    let name = ledger.clone();
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| keep(tx, rcx, cx, &name, opened).map(link);
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        Ok(content(tx, rcx, &ledger, Some(refusal))?.refused(refusal))
    };
    app.act(head, act, refused).await
}

/// Looks at a file and keeps it until it is decided on; tells its id.
///
/// # Errors
/// A refusal if it could not be read, or too many wait already; a fault.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    cx: &mut Cx,
    ledger: &str,
    opened: Result<(Opened, String, Vec<u8>)>,
) -> Result<Id> {
    let (opened, file, bytes) = opened?;
    let ledger = rcx.viewer.may_write(rcx.sys, ledger)?.ledger;
    let look = look(tx, ledger, waiting::node(&rcx.viewer), &opened.sheets, None, None)?;
    waiting::keep(tx, rcx.sys, cx, &rcx.viewer, ledger, &file, &bytes, &look)
}

/// Reads a file that came in, in its turn.
///
/// # Errors
/// A refusal if it cannot be read; a fault.
pub(crate) async fn open(app: &Shared, name: String, bytes: Vec<u8>) -> Result<(Opened, String, Vec<u8>)> {
    let jobs = Jobs::of(app);
    let _turn = jobs.turn().await?;
    let opened = jobs::parse(File { name: name.clone(), bytes: bytes.clone() }).await?;
    Ok((opened, name, bytes))
}

/// The file of a form: its name and bytes.
async fn receive(
    body: std::result::Result<Multipart, MultipartRejection>,
) -> std::result::Result<(String, Vec<u8>), Refusal> {
    let broken = || Refusal::BadRequest(message("import-broken-upload", &[]));
    let mut body = body.map_err(|_| broken())?;
    while let Some(field) = body.next_field().await.map_err(|e| refusal_of(&e))? {
        if field.name() != Some(FILE) {
            continue;
        }
        let name = waiting::tidy_name(field.file_name().unwrap_or_default());
        let bytes = bytes_of(field).await?;
        if bytes.is_empty() && name.is_empty() {
            break;
        }
        let name = if name.is_empty() { FILE.to_owned() } else { name };
        return Ok((name, bytes));
    }
    Err(Refusal::BadRequest(message("import-no-file", &[])))
}

/// The bytes of a file. One that is too large is read to its end and let go, so that the browser gets to hear why.
async fn bytes_of(mut field: Field<'_>) -> std::result::Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut size = 0;
    while let Some(chunk) = field.chunk().await.map_err(|e| refusal_of(&e))? {
        size += chunk.len() as u64;
        if size <= waiting::MOST_BYTES {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    if size > waiting::MOST_BYTES { Err(too_large()) } else { Ok(bytes) }
}

fn refusal_of(e: &axum::extract::multipart::MultipartError) -> Refusal {
    if e.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Refusal::BadRequest(message("import-broken-upload", &[]))
}

fn too_large() -> Refusal {
    Refusal::BadRequest(message("import-too-large", &[("most", megabytes().into())]))
}

fn megabytes() -> i64 {
    (waiting::MOST_BYTES >> 20) as i64
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, name: &str, refused: Option<&Refusal>) -> Result<Content> {
    let ledger = rcx.viewer.may_write(rcx.sys, name)?.ledger;
    let lang = rcx.lang;
    let here = links::list(ledger.name);
    let title = format!("{} · {}", rcx.t(ledger.title), tr(lang, "import-title"));
    let latest = done::page(tx, rcx.sys, &rcx.viewer, Some(ledger.name), 0, LATEST)?;
    let open = waiting::open(tx, rcx.sys, &rcx.viewer, rcx.app.clock.now_ms())?;
    let open: Vec<_> = open.into_iter().filter(|w| w.ledger == ledger.name).collect();
    let whole = Form {
        action: format!("{here}/import"),
        method: Method::Upload,
        fields: vec![
            FormField::new(FILE, tr(lang, "import-file"), FieldKind::File { accept: ACCEPT.into() })
                .required()
                .hint(tr_args(lang, "import-file-hint", &[("most", megabytes().into())]))
                .error(refused.map(|r| r.text(platform(lang)))),
        ],
        submit: tr(lang, "import-upload").into_owned(),
        cancel_href: Some(here.clone()),
        ..Form::default()
    };
    let template = button_link(&format!("{here}/template.xlsx"), &tr(lang, "import-template"), false);
    let all = html! { a href="/imports" { (tr(lang, "import-all")) } };
    let main = html! {
        (heading(&title, rcx.t(ledger.about), template))
        (steps(lang, Step::Upload))
        (columns(
            html! {
                (form(lang, &whole))
                @if !open.is_empty() { (list::waiting_card(rcx, &open)) }
                (card(&tr(lang, "import-latest"), all, list::table(rcx, &latest, list::Extent::Ledger)))
            },
            card(&tr(lang, "import-advice"), html! {}, pad(advice(rcx))),
        ))
    };
    let crumbs =
        vec![(rcx.t(ledger.title).to_owned(), Some(here.clone())), (tr(lang, "import-title").into_owned(), None)];
    Ok(Content::new(title, here, main).at(crumbs))
}

fn advice(rcx: &RequestCx<'_>) -> Markup {
    let lines = ["import-advice-any", "import-advice-names", "import-advice-empty", "import-advice-dry"];
    html! { ul.bullets { @for key in lines { li { (tr(rcx.lang, key)) } } } }
}

/// The workbook to fill in.
pub(crate) async fn template(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    let (inner, given) = (Arc::clone(&app), head.clone());
    let made = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        rcx.head.params.only_of(&[])?;
        let ledger = rcx.viewer.may_read(rcx.sys, &ledger)?;
        let path = download::fresh_path(&rcx, "xlsx")?;
        files::template(ledger, platform(rcx.lang), &path)?;
        let name = tr_args(rcx.lang, "import-template-name", &[("ledger", rcx.t(ledger.title).into())]);
        Ok(Some((format!("{name}.xlsx"), download::taken(&path)?)))
    });
    download::handed(&app, &head, made.await, download::XLSX)
}
