//! What stands beside a record: its files, listed, attached, opened, withdrawn; the remarks on it.

use axum::response::Response;
use hangji_files::Kind;
use hangji_platform::beside::attachments::{self, Attachment, NewFile};
use hangji_platform::beside::remarks::{self, Remark};
use hangji_platform::import::waiting::tidy_name;
use hangji_platform::journal::hash::to_hex;
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::Tx;
use serde_json::{Value, json};

use super::opened;
use super::operation::{Call, Need, Operation, Sent, once, parameter};
use super::reply::Reply;
use super::schema::{Type, list_of, must, or_null};
use crate::pages::beside::{find, part, sent as file_sent};
use crate::pages::history::Names;
use crate::request::{Asked, Shared, Visit};
use crate::storage;
use crate::words::{moment_exact, said};
use crate::{error, problem};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    const FILES: &str = "/api/v1/{ledger}/{id}/files";
    const FILE: &str = "/api/v1/{ledger}/{id}/files/{file}";
    const REMARKS: &str = "/api/v1/{ledger}/{id}/remarks";
    let reason = || Type::Object(vec![must(REASON, Type::Text(500))]);
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
            .takes(Type::Object(vec![must(TEXT, Type::Text(remarks::LONGEST))]))
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
        must("id", Type::Id),
        must("name", Type::Words),
        must("media_type", Type::Words),
        must("bytes", Type::Whole(0, i64::MAX)),
        must("sha256", Type::Words),
        must("at", Type::Words),
        must("by", Type::Words),
        must("place", or_null(Type::Object(vec![must("latitude", Type::Number), must("longitude", Type::Number)]))),
    ])
}

fn remark() -> Type {
    Type::Object(vec![
        must("id", Type::Id),
        must("text", Type::Words),
        must("at", Type::Words),
        must("by", Type::Words),
    ])
}

fn file_json(tx: &mut Tx<'_>, visit: &Visit<'_>, names: &mut Names, a: &Attachment) -> Result<Value> {
    let degrees = |(latitude, longitude): (i64, i64)| json!({ "latitude": latitude as f64 / 1e6, "longitude": longitude as f64 / 1e6 });
    Ok(json!({
        "id": a.file.id.to_string(),
        "name": a.file.name,
        "media_type": a.file.media_type,
        "bytes": a.file.bytes,
        "sha256": to_hex(&a.file.sha256),
        "at": moment_exact(a.at),
        "by": names.actor(tx, visit, a.account)?,
        "place": a.file.place.map(degrees),
    }))
}

fn remark_json(tx: &mut Tx<'_>, visit: &Visit<'_>, names: &mut Names, r: &Remark) -> Result<Value> {
    let by = names.actor(tx, visit, r.account)?;
    Ok(json!({ "id": r.id.to_string(), "text": r.text, "at": moment_exact(r.at), "by": by }))
}

/// The files of a record.
fn files(tx: &mut Tx<'_>, visit: &Visit<'_>, call: &Call) -> Result<Reply> {
    let beside = find(tx, visit, call.at("ledger"), call.at("id"))?;
    let (mut names, mut out) = (Names::default(), Vec::new());
    for attached in attachments::of(tx, &beside)? {
        out.push(file_json(tx, visit, &mut names, &attached)?);
    }
    Ok(Reply::ok(&out.into()))
}

/// Attaches the file that is the body; who may not is told so before it is looked at.
async fn attach(app: Shared, asked: Asked, sent: Sent) -> Response {
    let call = match opened(&app, &asked, sent).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    let kept = keep(&app, &asked, &call).await;
    app.change_reply(asked, move |tx, visit, cx| {
        once(tx, visit, cx, &call, |tx, visit, cx, call| attached(tx, visit, cx, call, kept?))
    })
    .await
}

async fn keep(app: &Shared, asked: &Asked, call: &Call) -> Result<Vec<NewFile>> {
    let (inner, given) = (app.clone(), asked.clone());
    let (ledger, id) = (call.at("ledger").to_owned(), call.at("id").to_owned());
    let allowed = app.db.read_async(move |tx| {
        let Some(visit) = Visit::open(tx, &inner, &given)? else { return Ok(()) };
        find(tx, &visit, &ledger, &id)?.may_attach(visit.sys, &visit.viewer)
    });
    allowed.await?;
    let name = tidy_name(asked.params.get(NAME).unwrap_or_default());
    if name.is_empty() {
        return Err(Refusal::BadRequest(said("files-no-name", &[])).into());
    }
    storage::keep(app, vec![storage::Sent { name, bytes: call.bytes.to_vec() }]).await
}

fn attached(tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx, call: &Call, files: Vec<NewFile>) -> Result<Reply> {
    let beside = find(tx, visit, call.at("ledger"), call.at("id"))?;
    let limits = visit.app.options.limits.beside;
    let new = files.first().map(|f| f.id).unwrap_or_default();
    attachments::attach(tx, visit.sys, cx, &visit.viewer, &limits, &beside, files)?;
    let value = attachments::one(tx, &beside, new)?;
    let value = file_json(tx, visit, &mut Names::default(), &value)?;
    Ok(Reply::created(&value, &format!("/api/v1/{}/{}/files/{new}", beside.ledger.name, beside.record())))
}

/// The bytes of a file.
async fn open(app: Shared, asked: Asked, sent: Sent) -> Response {
    let call = match opened(&app, &asked, sent).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    match file_sent(&app, &asked, ["ledger", "id", "file"].map(|part| call.at(part).to_owned())).await {
        Ok(Some(response)) => response,
        Ok(None) => problem::unauthorized(),
        Err(e) => error::answered(&asked, app.clock, e),
    }
}

/// Withdraws a file, and gives those that are left.
fn detach(tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let beside = find(tx, visit, call.at("ledger"), call.at("id"))?;
    attachments::withdraw(tx, cx, &visit.viewer, &beside, part(call.at("file"))?, call.text(REASON))?;
    files(tx, visit, call)
}

/// The remarks on a record.
fn all_remarks(tx: &mut Tx<'_>, visit: &Visit<'_>, call: &Call) -> Result<Reply> {
    let beside = find(tx, visit, call.at("ledger"), call.at("id"))?;
    let (mut names, mut out) = (Names::default(), Vec::new());
    for remark in remarks::of(tx, &beside)? {
        out.push(remark_json(tx, visit, &mut names, &remark)?);
    }
    Ok(Reply::ok(&out.into()))
}

/// Remarks on a record.
fn add_remark(tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let beside = find(tx, visit, call.at("ledger"), call.at("id"))?;
    let id = remarks::add(tx, cx, &visit.viewer, &visit.app.options.limits.beside, &beside, call.text(TEXT))?;
    let remark = remarks::one(tx, &beside, id)?;
    let value = remark_json(tx, visit, &mut Names::default(), &remark)?;
    Ok(Reply::created(&value, &format!("/api/v1/{}/{}/remarks", beside.ledger.name, beside.record())))
}

/// Withdraws a remark, and gives those that are left.
fn unsay(tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let beside = find(tx, visit, call.at("ledger"), call.at("id"))?;
    remarks::withdraw(tx, cx, &visit.viewer, &beside, part(call.at("remark"))?, call.text(REASON))?;
    all_remarks(tx, visit, call)
}
