//! What people are owed about what is held on them, for programs: looks at masked fields, each for a stated need that the
//! journal keeps; what is held about oneself; requests to have it corrected or erased, and the answers.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::ledger::list;
use hangji_platform::privacy::access_log::{self, LONGEST_WHY, Need as Stated, PURPOSE, PURPOSES, WHY};
use hangji_platform::privacy::requests::{self, Asking, CORRECT, ERASE, Request};
use hangji_platform::privacy::subject_access;
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::facts::find;
use hangji_web_core::history::Names;
use hangji_web_core::operation::{Call, Need, Operation, Sent, failed, opened, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::schema::{Member, Type, list_of, optional, or_null, required};
use hangji_web_core::words::moment_exact;
use hangji_web_core::{download, values};
use serde_json::{Value, json};

use super::{files, records};
use crate::pages::export;
use crate::pages::privacy::{granted, own_record, own_workbook, whole_of_own};

const MINE: &str = "/api/v1/me/requests";
const REQUEST: &str = "/api/v1/privacy/requests/{id}";

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let asking = vec![
        required("what", Type::OneOf(&[CORRECT, ERASE])),
        required("ledger", Type::Text(60)),
        required("record", Type::Id),
        optional("field", or_null(Type::Text(60))),
        required("wrong", Type::Text(500)),
        optional("should_be", or_null(Type::Text(500))),
    ];
    let limit = || parameter("limit", Type::Whole(1, records::MOST), "api-parameter-limit");
    let open = parameter("open", Type::OneOf(&["0", "1"]), "api-parameter-open-requests");
    let opened_file = |path, name, mime, own| {
        Operation::own("POST", path, name, "api-export-opened", own)
            .gives_file(vec![mime])
            .takes(Type::Object(need()))
            .with(files::lang())
            .with_fields(records::filters)
            .needs(Need::Unmask)
    };
    let operations = [
        Operation::change("POST", "/api/v1/{ledger}/{id}/show", "show", "api-show-record", show)
            .takes(Type::Object(need()))
            .gives(Type::OfLedger(""))
            .needs(Need::Unmask)
            .forgets(),
        opened_file("/api/v1/{ledger}/export.xlsx", "export_opened_xlsx", download::XLSX, |a, r, s| {
            Box::pin(opened_list(a, r, s))
        }),
        opened_file("/api/v1/{ledger}/export.csv", "export_opened_csv", download::CSV, |a, r, s| {
            Box::pin(opened_list(a, r, s))
        }),
        Operation::get("/api/v1/me/data", "list_own_data", "api-own-data", held).with(limit()).gives(held_type()),
        Operation::get("/api/v1/me/data/{name}/{id}", "get_own_record", "api-own-record", own_one)
            .gives(Type::Object(vec![required("ledger", Type::Words), required("record", Type::Anything)])),
        Operation::get("/api/v1/me/looks", "list_looks", "api-own-looks", looked).with(limit()).gives(list_of(look())),
        Operation::change("POST", "/api/v1/me/data/export", "export_own_data", "api-own-export", whole)
            .gives(Type::Anything)
            .forgets(),
        Operation::file(
            "/api/v1/me/data/export.xlsx",
            "export_own_data_xlsx",
            "api-own-export-xlsx",
            download::XLSX,
            |a, r, s| Box::pin(own_xlsx(a, r, s)),
        )
        .with(files::lang()),
        Operation::get(MINE, "list_own_requests", "api-own-requests", mine).gives(list_of(request_type())),
        Operation::change("POST", MINE, "ask_about_own_data", "api-own-ask", ask)
            .takes(Type::Object(asking))
            .creates()
            .gives(Type::Object(vec![required("id", Type::Id)])),
        Operation::change("DELETE", "/api/v1/me/requests/{id}", "take_request_back", "api-own-take-back", take_back)
            .gives(Type::Object(vec![required("id", Type::Id)])),
        Operation::get("/api/v1/privacy/requests", "list_requests_to_answer", "api-requests", to_answer)
            .with(open)
            .gives(list_of(request_type())),
        Operation::get(REQUEST, "get_request", "api-request", one).gives(Type::Object(vec![
            required("request", request_type()),
            required("should_be", Type::Words),
            required("record", or_null(Type::Anything)),
        ])),
        Operation::change(
            "POST",
            "/api/v1/privacy/requests/{id}/correct",
            "grant_correction",
            "api-grant-correction",
            correct,
        )
        .takes(Type::Object(vec![required("seen", Type::Whole(0, i64::MAX)), required("reason", Type::Text(500))]))
        .gives(request_type()),
        Operation::change("POST", "/api/v1/privacy/requests/{id}/erase", "grant_erasure", "api-grant-erasure", erase)
            .takes(Type::Object(vec![required("sure", Type::Flag)]))
            .gives(Type::Object(vec![required("id", Type::Id)])),
        Operation::change(
            "POST",
            "/api/v1/privacy/requests/{id}/refuse",
            "refuse_request",
            "api-refuse-request",
            refuse,
        )
        .takes(Type::Object(vec![required("ground", Type::Text(40)), required("answer", Type::Text(500))]))
        .gives(request_type()),
    ];
    operations.into_iter().map(|o| o.tag("privacy")).collect()
}

/// The members that state a need.
fn need() -> Vec<Member> {
    let purposes = PURPOSES.iter().map(|p| p.code.to_owned()).collect();
    vec![required(PURPOSE, Type::Among(purposes)), required(WHY, Type::Text(LONGEST_WHY))]
}

fn stated(call: &Call) -> Result<Stated> {
    Stated::stated(Some(call.text(PURPOSE)), Some(call.text(WHY)))
}

/// A record with its masked fields open, this once.
fn show(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let (ledger, line) = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    access_log::opened(tx, cx, &rcx.viewer, ledger, &[line.record.id], &stated(call)?)?;
    Ok(Reply::ok(&values::to_json(rcx, ledger, &line, None, true)).tagged(line.record.entry))
}

/// A list as a file with masked fields open.
async fn opened_list(app: Shared, head: RequestHead, sent: Sent) -> Response {
    let call = match opened(&app, &head, sent).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    match stated(&call) {
        Ok(need) => {
            let ledger = call.at("ledger").to_owned();
            export::for_need(&app, files::without_lang(head), ledger, need).await
        }
        Err(e) => failed(&app, &head, e),
    }
}

async fn own_xlsx(app: Shared, head: RequestHead, sent: Sent) -> Response {
    match opened(&app, &head, sent).await {
        Ok(_) => own_workbook(State(app), head).await,
        Err(refused) => refused,
    }
}

fn held_type() -> Type {
    let record = Type::Object(vec![
        required("id", Type::Id),
        required("org_name", Type::Words),
        required("state", Type::OneOf(&["in_force", "withdrawn"])),
    ]);
    let ledger = Type::Object(vec![
        required("ledger", Type::Words),
        required("count", Type::Whole(0, i64::MAX)),
        required("records", list_of(record)),
    ]);
    Type::Object(vec![required("person", or_null(Type::Id)), required("held", list_of(ledger))])
}

/// What is held about the viewer: how many records of each ledger, and the newest of them.
fn held(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let take = rcx.head.params.count("limit", 1, records::MOST, records::USUAL)?;
    let Some(person) = rcx.viewer.person else { return Ok(Reply::ok(&json!({ "person": null, "held": [] }))) };
    let mut out = Vec::new();
    for held in subject_access::held(tx, rcx.sys, None, person, take)? {
        let record = |l: &list::Line| json!({ "id": l.record.id.to_string(), "org_name": l.org_name, "state": values::state(l) });
        let lines: Vec<Value> = held.lines.iter().map(record).collect();
        out.push(json!({ "ledger": held.ledger.name, "count": held.count, "records": lines }));
    }
    Ok(Reply::ok(&json!({ "person": person.to_string(), "held": out })))
}

/// A record about the viewer; of the one that is them, masked fields too are open.
fn own_one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let (ledger, line, person) = own_record(tx, rcx, call.at("name"), call.at("id"))?;
    let open = subject_access::is_self(ledger, &line.record, person);
    let record = values::to_json(rcx, ledger, &line, None, open);
    Ok(Reply::ok(&json!({ "ledger": ledger.name, "record": record })))
}

fn look() -> Type {
    Type::Object(vec![
        required("at", Type::Words),
        required("by", Type::Words),
        required("ledger", Type::Words),
        required("record", Type::Id),
        required("purpose", or_null(Type::Words)),
        required("why", Type::Words),
        required("in_a_file", Type::Flag),
    ])
}

/// Who looked at masked fields of what is held about the viewer, newest first.
fn looked(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let take = rcx.head.params.count("limit", 1, records::MOST, records::USUAL)?;
    let Some(person) = rcx.viewer.person else { return Ok(Reply::ok(&json!([]))) };
    let mut names = Names::default();
    let mut out: Vec<Value> = Vec::new();
    for look in access_log::at_person(tx, rcx.sys, None, person, take)? {
        out.push(json!({
            "at": moment_exact(look.at),
            "by": names.actor(tx, rcx, look.actor)?,
            "ledger": look.ledger,
            "record": look.record.to_string(),
            "purpose": look.purpose.map(|p| p.code),
            "why": look.why,
            "in_a_file": look.taken,
        }));
    }
    Ok(Reply::ok(&out.into()))
}

/// All that is held about the viewer.
fn whole(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, _: &Call) -> Result<Reply> {
    Ok(Reply::ok(&whole_of_own(tx, rcx, cx)?))
}

fn request_type() -> Type {
    Type::Object(vec![
        required("id", Type::Id),
        required("what", Type::Words),
        required("ledger", Type::Words),
        required("record", Type::Id),
        required("field", or_null(Type::Words)),
        required("person", Type::Words),
        required("wrong", Type::Words),
        required("due", or_null(Type::Day)),
        required("overdue", Type::Flag),
        required("status", Type::Words),
        required("ground", or_null(Type::Words)),
        required("answer", Type::Words),
    ])
}

fn told(rcx: &RequestCx<'_>, r: &Request<'_>) -> Value {
    json!({
        "id": r.line.record.id.to_string(),
        "what": r.what,
        "ledger": r.target.name,
        "record": r.record.to_string(),
        "field": r.field.map(|i| r.target.fields[i].name),
        "person": r.line.names.first().cloned().flatten().unwrap_or_default(),
        "wrong": r.wrong,
        "due": r.due_on.map(|d| d.to_string()),
        "overdue": r.is_overdue(rcx.today),
        "status": r.status,
        "ground": r.ground.map(|g| g.code),
        "answer": r.answer,
    })
}

/// The viewer's own requests.
fn mine(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let found = match rcx.viewer.person {
        Some(person) => requests::mine(tx, rcx.sys, person)?,
        None => Vec::new(),
    };
    Ok(Reply::ok(&found.iter().map(|r| told(rcx, r)).collect::<Vec<_>>().into()))
}

/// Asks to have something about the viewer corrected or erased.
fn ask(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let (ledger, line, _) = own_record(tx, rcx, call.text("ledger"), call.text("record"))?;
    let asking = Asking {
        what: call.text("what"),
        ledger: ledger.name,
        record: line.record.id,
        field: call.text("field"),
        wrong: call.text("wrong"),
        should_be: call.text("should_be"),
    };
    let id = requests::ask(tx, rcx.sys, cx, &rcx.viewer, asking)?;
    Ok(Reply::created(&json!({ "id": id.to_string() }), MINE))
}

/// Takes a waiting request of the viewer's own back.
fn take_back(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let id = call.id();
    requests::take_back(tx, rcx.sys, cx, &rcx.viewer, id)?;
    Ok(Reply::ok(&json!({ "id": id.to_string() })))
}

/// The requests that the viewer answers: those that wait, or those that were answered.
fn to_answer(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let open = rcx.head.params.get("open") != Some("0");
    let found = match requests::answers(rcx.sys, &rcx.viewer) {
        true => requests::to_answer(tx, rcx.sys, &rcx.viewer, open)?,
        false => Vec::new(),
    };
    Ok(Reply::ok(&found.iter().map(|r| told(rcx, r)).collect::<Vec<_>>().into()))
}

/// A request with the record it concerns, masked as ever.
fn one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let request = requests::find(tx, rcx.sys, &rcx.viewer, call.id())?;
    let line = list::one(tx, rcx.sys, &rcx.scope, request.target, request.record)?;
    let record = line.map(|l| values::to_json(rcx, request.target, &l, None, false));
    Ok(Reply::ok(&json!({ "request": told(rcx, &request), "should_be": request.should_be, "record": record })))
}

/// The request as it stands after its answer.
fn answered(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: Id) -> Result<Reply> {
    Ok(Reply::ok(&told(rcx, &requests::find(tx, rcx.sys, &rcx.viewer, id)?)))
}

/// Corrects a record as the person concerned asks for, and answers.
fn correct(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let request = requests::find(tx, rcx.sys, &rcx.viewer, call.id())?;
    let seen = call.body.get("seen").and_then(Value::as_i64).unwrap_or_default();
    granted(tx, rcx, cx, &request, seen, call.text("reason"))?;
    answered(tx, rcx, request.line.record.id)
}

/// Erases what was asked to be erased, and answers.
fn erase(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let request = requests::find(tx, rcx.sys, &rcx.viewer, call.id())?;
    if request.what != ERASE || call.body.get("sure") != Some(&Value::Bool(true)) {
        return Err(Refusal::BadRequest(hangji_web_core::words::message("privacy-erase-unsure", &[])).into());
    }
    let id = request.line.record.id.to_string();
    requests::grant_erasure(tx, rcx.sys, cx, &rcx.viewer, &request)?;
    Ok(Reply::ok(&json!({ "id": id })))
}

/// Refuses a request on a ground.
fn refuse(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let request = requests::find(tx, rcx.sys, &rcx.viewer, call.id())?;
    let (ground, answer) = (Some(call.text("ground")), call.text("answer"));
    requests::answer(tx, rcx.sys, cx, &rcx.viewer, &request, ground, answer)?;
    answered(tx, rcx, request.line.record.id)
}
