//! Imports: a workbook is sent, its columns are confirmed, what each row would do is read, then it is stored and can be
//! undone. The steps and the work are those of the pages (`pages::imports`).
//!
//! Job goes on behind the answer ("Accepted"): ask for the import until `working` is null.

use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::import::done::{self, Done};
use hangji_platform::import::preview::{self, Line, Outcome};
use hangji_platform::import::waiting::{self, MOST_BYTES, Stage, Waiting};
use hangji_platform::ledger::page::Cursor;
use hangji_platform::{Cx, Lang, Message, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::download::XLSX;
use hangji_web_core::error;
use hangji_web_core::operation::{Call, Operation, Sent, failed, once, opened, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::schema::{Type, list_of, optional, or_null, required};
use hangji_web_core::words::{message, moment_exact, platform};
use serde_json::{Map, Value, json};

use super::records::{MOST, USUAL, following};
use crate::pages::imports::jobs::{self, Jobs, Order};
use crate::pages::imports::{acts, decisions, id_of, refused, upload};

const ONE: &str = "/api/v1/imports/{id}";
/// What a workbook may be sent as.
const MIMES: &[&str] = &[
    XLSX,
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "text/csv",
    "application/octet-stream",
];
const OUTCOMES: [(&str, Outcome); 5] = [
    ("added", Outcome::Added),
    ("amended", Outcome::Amended),
    ("skipped", Outcome::Skipped),
    ("refused", Outcome::Refused),
    ("passed", Outcome::Passed),
];

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let page = |o: Operation| {
        o.with(parameter("limit", Type::Whole(1, MOST), "api-parameter-limit")).with(parameter(
            "cursor",
            Type::Text(60),
            "api-parameter-cursor",
        ))
    };
    let header = vec![optional("sheet", Type::Whole(0, 1 << 20)), optional("row", Type::Whole(0, i64::from(u32::MAX)))];
    let started = || Type::Object(vec![required("id", Type::Id)]);
    let outcomes = Type::OneOf(&["added", "amended", "skipped", "refused", "passed"]);
    let operations = [
        page(Operation::get("/api/v1/imports", "list_imports", "api-list-imports", all)).gives(Type::Object(vec![
            required("imports", list_of(done_type())),
            required("next", or_null(Type::Words)),
        ])),
        Operation::get("/api/v1/imports/waiting", "list_waiting_imports", "api-waiting-imports", open)
            .gives(list_of(waiting_type())),
        Operation::own("POST", "/api/v1/ledgers/{name}/imports", "upload_import", "api-upload-import", |a, r, s| {
            Box::pin(take(a, r, s))
        })
        .with(parameter("file", Type::Text(120), "api-parameter-file"))
        .takes_file(MIMES, MOST_BYTES as usize)
        .creates()
        .gives(waiting_type()),
        Operation::get(ONE, "get_import", "api-get-import", one).gives(Type::Object(vec![
            required("waiting", or_null(waiting_type())),
            required("done", or_null(done_type())),
        ])),
        Operation::own("PUT", "/api/v1/imports/{id}/header", "set_import_header", "api-import-header", |a, r, s| {
            Box::pin(look_again(a, r, s))
        })
        .takes(Type::Object(header))
        .gives(waiting_type()),
        Operation::own("PUT", "/api/v1/imports/{id}/columns", "set_import_columns", "api-import-columns", |a, r, s| {
            Box::pin(decide(a, r, s))
        })
        .takes(Type::Object(vec![required("header", Type::Text(5000)), required("columns", Type::Texts)]))
        .accepts()
        .gives(started()),
        Operation::own("POST", "/api/v1/imports/{id}/preview", "preview_import", "api-import-preview", |a, r, s| {
            Box::pin(plan(a, r, s))
        })
        .accepts()
        .gives(started()),
        page(Operation::get("/api/v1/imports/{id}/rows", "list_import_rows", "api-import-rows", rows))
            .with(parameter("outcome", outcomes, "api-parameter-outcome"))
            .gives(Type::Object(vec![required("rows", list_of(row_type())), required("next", or_null(Type::Words))])),
        Operation::own("POST", "/api/v1/imports/{id}/run", "run_import", "api-import-run", |a, r, s| {
            Box::pin(store(a, r, s))
        })
        .takes(Type::Object(vec![required("mode", Type::OneOf(&["all", "good"]))]))
        .accepts()
        .gives(started()),
        Operation::file(
            "/api/v1/imports/{id}/refused.xlsx",
            "import_refused",
            "api-import-refused",
            XLSX,
            |a, r, s| Box::pin(workbook(a, r, s)),
        ),
        Operation::change("POST", "/api/v1/imports/{id}/undo", "undo_import", "api-import-undo", undo)
            .takes(Type::Object(vec![required("reason", Type::Text(500))]))
            .gives(Type::Object(vec![required("id", Type::Id), required("records", Type::Whole(0, i64::MAX))])),
        Operation::change("DELETE", ONE, "discard_import", "api-import-discard", discard)
            .gives(Type::Object(vec![required("id", Type::Id)])),
    ];
    operations.into_iter().map(|o| o.tag("imports")).collect()
}

fn done_type() -> Type {
    Type::Object(vec![
        required("id", Type::Id),
        required("ledger", Type::Words),
        required("file", Type::Words),
        required("at", Type::Words),
        required("by", or_null(Type::Words)),
        required("counts", counts_type()),
        required("undone", Type::Flag),
    ])
}

fn counts_type() -> Type {
    Type::Object(OUTCOMES.iter().map(|(name, _)| optional(name, Type::Whole(0, i64::MAX))).collect())
}

fn counts(all: &[i64]) -> Value {
    OUTCOMES.iter().zip(all).map(|((name, _), n)| ((*name).to_owned(), (*n).into())).collect::<Map<_, _>>().into()
}

fn told(d: &Done) -> Value {
    json!({
        "id": d.id.to_string(), "ledger": d.ledger, "file": d.file, "at": moment_exact(d.at), "by": d.who,
        "counts": counts(&d.counts), "undone": d.undone,
    })
}

fn waiting_type() -> Type {
    let number = || Type::Whole(0, i64::MAX);
    let sheet = Type::Object(vec![required("at", number()), required("name", Type::Words)]);
    let row = Type::Object(vec![required("row", number()), required("text", Type::Words)]);
    let column = Type::Object(vec![
        required("column", number()),
        required("title", Type::Words),
        required("samples", list_of(Type::Words)),
        required("field", or_null(Type::Words)),
    ]);
    let working = Type::Object(vec![
        required("stage", Type::OneOf(&["waiting", "read", "plan", "store"])),
        required("done", number()),
        required("of", number()),
    ]);
    Type::Object(vec![
        required("id", Type::Id),
        required("ledger", Type::Words),
        required("file", Type::Words),
        required("stage", Type::OneOf(&["looked", "planned", "stored"])),
        required("working", or_null(working)),
        required("header", Type::Words),
        required("sheet", number()),
        required("sheets", list_of(sheet)),
        required("header_row", number()),
        required("first_rows", list_of(row)),
        required("rows", number()),
        required("columns", list_of(column)),
        required("remembered", Type::Flag),
        required("decided", Type::Flag),
        required("counts", counts_type()),
        required("trouble", or_null(Type::Object(vec![required("zh", Type::Words), required("en", Type::Words)]))),
        required("uploaded_at", Type::Words),
        required("expires_at", Type::Words),
    ])
}

fn waits(rcx: &RequestCx<'_>, w: &Waiting) -> Value {
    let stage = match w.stage {
        Stage::Looked => "looked",
        Stage::Planned => "planned",
        Stage::Stored => "stored",
    };
    let working = Jobs::of(rcx.app).progress(w.id).map(|p| p.told());
    let columns = w.look.columns.iter();
    let sheets = w.look.sheets.iter().map(|(at, name)| json!({ "at": at, "name": name }));
    let first = w.look.first_rows.iter().map(|(row, text)| json!({ "row": row, "text": text }));
    json!({
        "id": w.id.to_string(),
        "ledger": w.ledger,
        "file": w.file,
        "stage": stage,
        "working": working.map(|(stage, done, of)| json!({ "stage": stage, "done": done, "of": of })),
        "header": w.look.signature,
        "sheet": w.look.sheet,
        "sheets": sheets.collect::<Vec<_>>(),
        "header_row": w.look.header_row,
        "first_rows": first.collect::<Vec<_>>(),
        "rows": w.look.rows,
        "columns": columns
            .map(|c| json!({ "column": c.index, "title": c.title, "samples": c.samples, "field": c.key }))
            .collect::<Vec<_>>(),
        "remembered": w.look.remembered,
        "decided": w.layout.is_some(),
        "counts": counts(&w.counts),
        "trouble": w.trouble.as_ref().map(|s: &Message| json!({ "zh": s.zh, "en": s.en })),
        "uploaded_at": moment_exact(w.uploaded_at),
        "expires_at": moment_exact(w.expires_at),
    })
}

/// The viewer's waiting file of the path.
fn file(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, text: &str) -> Result<Waiting> {
    waiting::one(tx, rcx.sys, &rcx.viewer, id_of(text)?, rcx.app.clock.now_ms())
}

/// Imports in the viewer's reach, newest first.
fn all(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let params = &rcx.head.params;
    let take = params.count("limit", 1, MOST, USUAL)?;
    let place = params.get("cursor").map(|text| Cursor::parse(text, "imports")).transpose()?;
    let mut found = done::before(tx, rcx.sys, &rcx.viewer, place.map(|p| p.record), take + 1)?;
    let more = found.len() as i64 > take;
    found.truncate(take as usize);
    let last = found.last().filter(|_| more);
    let next = last.map(|d| Cursor { record: d.id, entry: 0 }.cursor("imports"));
    let out = json!({ "imports": found.iter().map(told).collect::<Vec<_>>(), "next": next });
    Ok(Reply::ok(&out).next(next.map(|cursor| following(rcx, &cursor))))
}

/// The viewer's files that are not imported yet.
fn open(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let found = waiting::open(tx, rcx.sys, &rcx.viewer, rcx.app.clock.now_ms())?;
    Ok(Reply::ok(&found.iter().map(|w| waits(rcx, w)).collect::<Vec<_>>().into()))
}

/// An import at whatever step it is: its file while that is kept, and what came of it.
fn one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let id = id_of(call.at("id"))?;
    let waiting = match file(tx, rcx, call.at("id")) {
        Ok(file) => Some(waits(rcx, &file)),
        Err(e) => match error::refusal(e)? {
            Refusal::NotFound(_) => None,
            other => return Err(other.into()),
        },
    };
    let done = done::one(tx, rcx.sys, &rcx.viewer, id)?;
    if waiting.is_none() && done.is_none() {
        return Err(waiting::none().into());
    }
    Ok(Reply::ok(&json!({ "waiting": waiting, "done": done.as_ref().map(told) })))
}

/// Takes a workbook: who may not import it is told so before it is read.
async fn take(app: Shared, head: RequestHead, sent: Sent) -> Response {
    let (inner, given, early) = (app.clone(), head.clone(), sent.clone());
    let allowed = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        let call = early.open(&rcx)?;
        rcx.viewer.may_write(rcx.sys, call.at("name"))?;
        let name = waiting::tidy_name(given.params.get("file").unwrap_or_default());
        if name.is_empty() {
            return Err(Refusal::BadRequest(message("api-no-file-name", &[])).into());
        }
        Ok(Some((call, name)))
    });
    let (call, name) = match allowed.await {
        Ok(Some(found)) => found,
        Ok(None) => return hangji_web_core::problem::unauthorized(),
        Err(e) => return failed(&app, &head, e),
    };
    let read = upload::open(&app, name, call.bytes.to_vec()).await;
    app.change_reply(head, move |tx, rcx, cx| {
        once(tx, rcx, cx, &call, |tx, rcx, cx, call| {
            let id = upload::keep(tx, rcx, cx, call.at("name"), read)?.to_string();
            Ok(Reply::created(&waits(rcx, &file(tx, rcx, &id)?), &format!("/api/v1/imports/{id}")))
        })
    })
    .await
}

/// The members of the body as the form of the page has them.
fn form(call: &Call) -> Params {
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in &call.body {
        match value.as_object() {
            Some(columns) => pairs.extend(columns.iter().map(|(at, field)| (format!("c{at}"), text(field)))),
            None => pairs.push((name.clone(), text(value))),
        }
    }
    Params(pairs)
}

/// Reads the file with another sheet or header row.
async fn look_again(app: Shared, head: RequestHead, sent: Sent) -> Response {
    let call = match opened(&app, &head, sent).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    let read = match decisions::opened_again(&app, &head, call.at("id")).await {
        Ok(Some(read)) => read,
        Ok(None) => return hangji_web_core::problem::unauthorized(),
        Err(e) => return failed(&app, &head, e),
    };
    app.change_reply(head, move |tx, rcx, cx| {
        once(tx, rcx, cx, &call, |tx, rcx, cx, call| {
            decisions::look_at(tx, rcx, cx, call.at("id"), Ok(read), &form(call))?;
            Ok(Reply::ok(&waits(rcx, &file(tx, rcx, call.at("id"))?)))
        })
    })
    .await
}

/// Takes what was decided, remembers it, and starts the preview.
async fn decide(app: Shared, head: RequestHead, sent: Sent) -> Response {
    ordered(app, head, sent, |tx, rcx, cx, call| decisions::decided(tx, rcx, cx, call.at("id"), &form(call))).await
}

/// Plans the file anew as its columns were decided.
async fn plan(app: Shared, head: RequestHead, sent: Sent) -> Response {
    ordered(app, head, sent, |tx, rcx, _, call| acts::again(tx, rcx, call.at("id"))).await
}

/// Stores what was shown.
async fn store(app: Shared, head: RequestHead, sent: Sent) -> Response {
    ordered(app, head, sent, |tx, rcx, _, call| acts::stored(tx, rcx, call.at("id"), Some(call.text("mode")))).await
}

type Ordering = fn(&mut Tx<'_>, &RequestCx<'_>, &mut Cx, &Call) -> Result<Order>;

/// Asks for work on a file, and starts it once that is stored.
async fn ordered(app: Shared, head: RequestHead, sent: Sent, order: Ordering) -> Response {
    let started: Arc<OnceLock<Order>> = Arc::default();
    let kept = started.clone();
    let response = app.clone().change_reply(head, move |tx, rcx, cx| {
        let call = sent.open(rcx)?;
        once(tx, rcx, cx, &call, |tx, rcx, cx, call| {
            let order = order(tx, rcx, cx, call)?;
            let id = order.id;
            drop(kept.set(order));
            Ok(Reply::accepted(&json!({ "id": id.to_string() }), &format!("/api/v1/imports/{id}")))
        })
    });
    let response = response.await;
    if response.status().is_success()
        && let Some(order) = Arc::into_inner(started).and_then(OnceLock::into_inner)
    {
        jobs::start(&app, order).await;
    }
    response
}

fn row_type() -> Type {
    let cell = Type::Object(vec![
        required("field", Type::Words),
        required("before", or_null(Type::Words)),
        required("after", Type::Words),
    ]);
    let why = Type::Object(vec![
        required("field", or_null(Type::Words)),
        required("zh", Type::Words),
        required("en", Type::Words),
    ]);
    Type::Object(vec![
        required("row", Type::Whole(0, i64::MAX)),
        required("record", or_null(Type::Id)),
        required("org_name", Type::Words),
        required("cells", list_of(cell)),
        required("why", list_of(why)),
    ])
}

fn row(rcx: &RequestCx<'_>, line: &Line) -> Value {
    let lang = platform(rcx.lang);
    let cell = |c: &preview::Cell| json!({ "field": c.field, "before": c.before.as_ref().map(|w| w.in_(lang)), "after": c.after.in_(lang) });
    let why = |(field, words): &(Option<String>, preview::Words)| json!({ "field": field, "zh": words.in_(Lang::Zh), "en": words.in_(Lang::En) });
    json!({
        "row": line.number,
        "record": line.record.as_ref().map(|(id, _)| Id(*id).to_string()),
        "org_name": line.org,
        "cells": line.cells.iter().map(cell).collect::<Vec<_>>(),
        "why": line.why.iter().map(why).collect::<Vec<_>>(),
    })
}

/// What each row would do, or did, by outcome.
fn rows(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let (file, params) = (file(tx, rcx, call.at("id"))?, &rcx.head.params);
    if file.stage == Stage::Looked || !file.is_current(tx, &rcx.viewer)? {
        return Err(Refusal::NotFound(message("import-not-shown", &[])).into());
    }
    let name = params.get("outcome").unwrap_or("refused");
    let none = || Refusal::BadRequest(message("import-bad-outcome", &[]));
    let outcome = OUTCOMES.iter().find(|(n, _)| *n == name).map(|(_, o)| *o).ok_or_else(none)?;
    let take = params.count("limit", 1, MOST, USUAL)?;
    // A plan does not change: its rows are told by their place. Another plan is another list.
    let of = format!("rows {} {name} {:?}", file.id, file.digest);
    let place = params.get("cursor").map(|text| Cursor::parse(text, &of)).transpose()?;
    let skip = place.map_or(0, |p| p.record.0);
    let mut lines = preview::lines(tx, rcx.sys, file.id, outcome, skip, take + 1)?;
    let more = lines.len() as i64 > take;
    lines.truncate(take as usize);
    let next = more.then(|| Cursor { record: Id(skip + take), entry: 0 }.cursor(&of));
    let out = json!({ "rows": lines.iter().map(|l| row(rcx, l)).collect::<Vec<_>>(), "next": next });
    Ok(Reply::ok(&out).next(next.map(|cursor| following(rcx, &cursor))))
}

async fn workbook(app: Shared, head: RequestHead, sent: Sent) -> Response {
    match opened(&app, &head, sent).await {
        Ok(call) => refused::workbook(State(app), head, Path(call.at("id").to_owned())).await,
        Err(refused) => refused,
    }
}

/// Undoes an import with a reason.
fn undo(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let (id, count) = acts::undone(tx, rcx, cx, call.at("id"), call.text("reason"))?;
    Ok(Reply::ok(&json!({ "id": id.to_string(), "records": count })))
}

/// Lets an uploaded file go; what was imported from it stays.
fn discard(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx, call: &Call) -> Result<Reply> {
    acts::forget(tx, rcx, call.at("id"))?;
    Ok(Reply::ok(&json!({ "id": call.at("id") })))
}
