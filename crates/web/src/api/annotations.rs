//! What stands beside a record: its files, listed, attached, opened, withdrawn; the remarks on it.

use axum::response::Response;
use hangji_files::Kind;
use hangji_platform::annotations::attachments::{self, Attachment, NewFile};
use hangji_platform::annotations::remarks::{self, Remark};
use hangji_platform::import::waiting::tidy_name;
use hangji_platform::journal::hash::to_hex;
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::Tx;
use hangji_web_core::history::Names;
use hangji_web_core::operation::{Call, Need, Operation, Sent, once, opened, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::schema::{Type, list_of, or_null, required};
use hangji_web_core::words::{message, moment_exact};
use hangji_web_core::{error, problem, uploads};
use serde_json::{Value, json};

use crate::pages::annotations::files::sent as file_sent;
use crate::pages::annotations::{find, part};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    const FILES: &str = "/api/v1/{ledger}/{id}/files";
    const FILE: &str = "/api/v1/{ledger}/{id}/files/{file}";
    const REMARKS: &str = "/api/v1/{ledger}/{id}/remarks";
    let reason = || Type::Object(vec![required(REASON, Type::Text(500))]);
    let operations = [
        Operation::get(FILES, "list_files", "api-list-files", files).gives(list_of(file())),
        Operation::upload(FILES, "attach_file", "api-attach-file", |a, r, s| Box::pin(attach(a, r, s)))
            .with(parameter(NAME, Type::Text(120), "api-parameter-file-name"))
            .creates()
            .gives(file())
            .needs(Need::Write),
        Operation::own("GET", FILE, "open_file", "api-open-file", |a, r, s| Box::pin(open(a, r, s)))
            .gives_file(Kind::ALL.map(Kind::media_type).to_vec())
            .with(parameter(SMALL, Type::OneOf(&["1"]), "api-parameter-small")),
        Operation::change(
            "POST",
            "/api/v1/{ledger}/{id}/files/{file}/withdraw",
            "withdraw_file",
            "api-withdraw-file",
            detach,
        )
        .takes(reason())
        .gives(list_of(file())),
        Operation::get(REMARKS, "list_remarks", "api-list-remarks", all_remarks).gives(list_of(remark())),
        Operation::change("POST", REMARKS, "add_remark", "api-add-remark", add_remark)
            .takes(Type::Object(vec![required(TEXT, Type::Text(remarks::LONGEST))]))
            .creates()
            .gives(remark()),
        Operation::change(
            "POST",
            "/api/v1/{ledger}/{id}/remarks/{remark}/withdraw",
            "withdraw_remark",
            "api-withdraw-remark",
            unsay,
        )
        .takes(reason())
        .gives(list_of(remark())),
    ];
    operations.into_iter().map(|o| o.tag("beside")).collect()
}

const NAME: &str = "name";
const SMALL: &str = "small";
const TEXT: &str = "text";
const REASON: &str = "reason";

fn file() -> Type {
    Type::Object(vec![
        required("id", Type::Id),
        required("name", Type::Words),
        required("media_type", Type::Words),
        required("bytes", Type::Whole(0, i64::MAX)),
        required("sha256", Type::Words),
        required("at", Type::Words),
        required("by", Type::Words),
        required(
            "place",
            or_null(Type::Object(vec![required("latitude", Type::Number), required("longitude", Type::Number)])),
        ),
    ])
}

fn remark() -> Type {
    Type::Object(vec![
        required("id", Type::Id),
        required("text", Type::Words),
        required("at", Type::Words),
        required("by", Type::Words),
    ])
}

fn file_json(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, names: &mut Names, a: &Attachment) -> Result<Value> {
    let degrees = |(latitude, longitude): (i64, i64)| json!({ "latitude": latitude as f64 / 1e6, "longitude": longitude as f64 / 1e6 });
    Ok(json!({
        "id": a.file.id.to_string(),
        "name": a.file.name,
        "media_type": a.file.media_type,
        "bytes": a.file.bytes,
        "sha256": to_hex(&a.file.sha256),
        "at": moment_exact(a.at),
        "by": names.actor(tx, rcx, a.account)?,
        "place": a.file.place.map(degrees),
    }))
}

fn remark_json(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, names: &mut Names, r: &Remark) -> Result<Value> {
    let by = names.actor(tx, rcx, r.account)?;
    Ok(json!({ "id": r.id.to_string(), "text": r.text, "at": moment_exact(r.at), "by": by }))
}

/// The files of a record.
fn files(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let annotated = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    let (mut names, mut out) = (Names::default(), Vec::new());
    for attached in attachments::of(tx, &annotated)? {
        out.push(file_json(tx, rcx, &mut names, &attached)?);
    }
    Ok(Reply::ok(&out.into()))
}

/// Attaches the file that is the body; who may not is told so before it is looked at.
async fn attach(app: Shared, head: RequestHead, sent: Sent) -> Response {
    let call = match opened(&app, &head, sent).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    let kept = keep(&app, &head, &call).await;
    app.change_reply(head, move |tx, rcx, cx| {
        once(tx, rcx, cx, &call, |tx, rcx, cx, call| attached(tx, rcx, cx, call, kept?))
    })
    .await
}

async fn keep(app: &Shared, head: &RequestHead, call: &Call) -> Result<Vec<NewFile>> {
    let (inner, given) = (app.clone(), head.clone());
    let (ledger, id) = (call.at("ledger").to_owned(), call.at("id").to_owned());
    let allowed = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(()) };
        find(tx, &rcx, &ledger, &id)?.may_attach(rcx.sys, &rcx.viewer)
    });
    allowed.await?;
    let name = tidy_name(head.params.get(NAME).unwrap_or_default());
    if name.is_empty() {
        return Err(Refusal::BadRequest(message("files-no-name", &[])).into());
    }
    uploads::keep(app, vec![uploads::Sent { name, bytes: call.bytes.to_vec() }]).await
}

fn attached(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call, files: Vec<NewFile>) -> Result<Reply> {
    let annotated = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    let limits = rcx.app.options.limits.annotations;
    let new = files.first().map(|f| f.id).unwrap_or_default();
    attachments::attach(tx, rcx.sys, cx, &rcx.viewer, &limits, &annotated, files)?;
    let value = attachments::one(tx, &annotated, new)?;
    let value = file_json(tx, rcx, &mut Names::default(), &value)?;
    Ok(Reply::created(&value, &format!("/api/v1/{}/{}/files/{new}", annotated.ledger.name, annotated.record())))
}

/// The bytes of a file.
async fn open(app: Shared, head: RequestHead, sent: Sent) -> Response {
    let call = match opened(&app, &head, sent).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    match file_sent(&app, &head, ["ledger", "id", "file"].map(|part| call.at(part).to_owned())).await {
        Ok(Some(response)) => response,
        Ok(None) => problem::unauthorized(),
        Err(e) => error::answered(&head, app.clock, e),
    }
}

/// Withdraws a file, and gives those that are left.
fn detach(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let annotated = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    attachments::withdraw(tx, cx, &rcx.viewer, &annotated, part(call.at("file"))?, call.text(REASON))?;
    files(tx, rcx, call)
}

/// The remarks on a record.
fn all_remarks(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let annotated = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    let (mut names, mut out) = (Names::default(), Vec::new());
    for remark in remarks::of(tx, &annotated)? {
        out.push(remark_json(tx, rcx, &mut names, &remark)?);
    }
    Ok(Reply::ok(&out.into()))
}

/// Remarks on a record.
fn add_remark(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let annotated = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    let id = remarks::add(tx, cx, &rcx.viewer, &rcx.app.options.limits.annotations, &annotated, call.text(TEXT))?;
    let remark = remarks::one(tx, &annotated, id)?;
    let value = remark_json(tx, rcx, &mut Names::default(), &remark)?;
    Ok(Reply::created(&value, &format!("/api/v1/{}/{}/remarks", annotated.ledger.name, annotated.record())))
}

/// Withdraws a remark, and gives those that are left.
fn unsay(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let annotated = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    remarks::withdraw(tx, cx, &rcx.viewer, &annotated, part(call.at("remark"))?, call.text(REASON))?;
    all_remarks(tx, rcx, call)
}
