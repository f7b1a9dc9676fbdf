//! Ledgers and their records.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hangji_platform::ledger::list::{self, Line};
use hangji_platform::ledger::{Kind, Ledger, acts};
use hangji_platform::tree::lookup;
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::{Id, Tx};
use serde_json::{Map, Value, json};

use super::Object;
use crate::pages::record::find;
use crate::request::{Asked, ORG, Shared, Visit};
use crate::words::said;
use crate::{listing, values};

/// Records given at once: usual and greatest number.
const USUAL: i64 = 100;
const MOST: i64 = 1000;

/// Every ledger that the viewer may read, with its fields.
pub(crate) async fn all(State(app): State<Shared>, asked: Asked) -> Response {
    app.data(asked, |_, visit| {
        visit.asked.params.only_of(&[])?;
        let readable = visit.sys.ledgers.iter().filter(|l| visit.viewer.may_read(visit.sys, l.name).is_ok());
        Ok(readable.map(|l| declaration(visit, l)).collect())
    })
    .await
}

fn declaration(visit: &Visit<'_>, ledger: &Ledger) -> Value {
    let field = |f: &hangji_platform::ledger::Field| {
        json!({
            "name": f.name,
            "title": { "zh": f.title.zh, "en": f.title.en },
            "type": type_name(f.kind),
            "required": f.required,
            "unit": f.unit.map(|u| u.en),
            "needed_by": f.purpose.map(|p| json!({ "zh": p.needed_by.zh, "en": p.needed_by.en })),
            "reused_in": f.purpose.map(|p| json!({ "zh": p.reused_in.zh, "en": p.reused_in.en })),
        })
    };
    json!({
        "name": ledger.name,
        "title": { "zh": ledger.title.zh, "en": ledger.title.en },
        "about": { "zh": ledger.about.zh, "en": ledger.about.en },
        "mechanism": ledger.mechanism,
        "writes": visit.viewer.writes(ledger.name),
        "fields": ledger.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

/// A kind in a word.
fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text(_) | Kind::Long(_) => "text",
        Kind::Code(_) => "code",
        Kind::Phone => "phone",
        Kind::IdCard => "id_card",
        Kind::Whole(..) => "whole",
        Kind::Money(..) => "money",
        Kind::Day => "day",
        Kind::Choice(_) => "choice",
        Kind::YesNo => "yes_no",
        Kind::Record(_) => "record",
    }
}

/// Records of a ledger, filtered as the page's list.
pub(crate) async fn list(State(app): State<Shared>, asked: Asked, Path(ledger): Path<String>) -> Response {
    app.data(asked, move |tx, visit| {
        let ledger = visit.viewer.may_read(visit.sys, &ledger)?;
        let wanted = listing::read(tx, visit, ledger)?.wanted;
        let take = visit.asked.params.count("limit", 1, MOST, USUAL)?;
        let skip = visit.asked.params.count("offset", 0, i64::MAX / 2, 0)?;
        let totals = list::totals(tx, visit.sys, &visit.scope, ledger, &wanted)?;
        let lines = list::lines(tx, visit.sys, &visit.scope, ledger, &wanted, totals.count, skip, take)?;
        let records: Vec<Value> = lines.iter().map(|l| values::to_json(visit, ledger, l, false)).collect();
        Ok(json!({ "total": totals.count, "limit": take, "offset": skip, "records": records }))
    })
    .await
}

/// One record.
pub(crate) async fn one(State(app): State<Shared>, asked: Asked, Path(at): Path<(String, String)>) -> Response {
    app.data(asked, move |tx, visit| {
        visit.asked.params.only_of(&[])?;
        let (ledger, line) = find(tx, visit, &at.0, &at.1)?;
        Ok(values::to_json(visit, ledger, &line, false))
    })
    .await
}

/// Enters a record.
pub(crate) async fn add(
    State(app): State<Shared>,
    asked: Asked,
    Path(ledger): Path<String>,
    Object(body): Object,
) -> Response {
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let may = visit.viewer.may_write(visit.sys, &ledger)?;
        let org = org(tx, visit, may.ledger, &body)?;
        let given = values::of_json(tx, visit, may.ledger, None, &body, &[ORG])?;
        let id = acts::add(tx, visit.sys, cx, &may, org, given)?;
        stored(tx, visit, may.ledger, id)
    };
    app.change(asked, StatusCode::CREATED, act).await
}

/// The organisation of a new record, by its code.
fn org(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger, body: &Map<String, Value>) -> Result<Id> {
    match body.get(ORG).and_then(Value::as_str) {
        _ if ledger.is_tree => Ok(Id::default()),
        Some(code) => Ok(lookup::by_code(tx, &visit.scope, code)?.id),
        None => Err(Refusal::invalid(Problem::at(ORG, said("org-missing", &[]))).into()),
    }
}

/// Gives a record another state.
pub(crate) async fn amend(
    State(app): State<Shared>,
    asked: Asked,
    Path(at): Path<(String, String)>,
    Object(body): Object,
) -> Response {
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let (ledger, line) = find(tx, visit, &at.0, &at.1)?;
        let may = visit.viewer.may_write(visit.sys, ledger.name)?;
        let given = values::of_json(tx, visit, ledger, Some(&line), &body, &[SEEN, REASON])?;
        acts::amend(tx, visit.sys, cx, &may, line.record.id, seen(&body)?, given, reason(&body))?;
        stored(tx, visit, ledger, line.record.id)
    };
    app.change(asked, StatusCode::OK, act).await
}

/// Takes a record out of force.
pub(crate) async fn withdraw(
    State(app): State<Shared>,
    asked: Asked,
    Path(at): Path<(String, String)>,
    Object(body): Object,
) -> Response {
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let (ledger, line) = find(tx, visit, &at.0, &at.1)?;
        let may = visit.viewer.may_write(visit.sys, ledger.name)?;
        acts::withdraw(tx, visit.sys, cx, &may, line.record.id, seen(&body)?, reason(&body))?;
        stored(tx, visit, ledger, line.record.id)
    };
    app.change(asked, StatusCode::OK, act).await
}

const SEEN: &str = "seen";
const REASON: &str = "reason";

/// The entry whose state the program saw.
fn seen(body: &Map<String, Value>) -> Result<i64> {
    let missing = || Refusal::invalid(Problem::at(SEEN, said("seen-missing", &[]))).into();
    body.get(SEEN).and_then(Value::as_i64).ok_or_else(missing)
}

fn reason(body: &Map<String, Value>) -> &str {
    body.get(REASON).and_then(Value::as_str).unwrap_or_default()
}

/// The record as it stands after a change.
fn stored(tx: &mut Tx<'_>, visit: &Visit<'_>, ledger: &Ledger, id: Id) -> Result<Value> {
    let line: Option<Line> = list::one(tx, visit.sys, &visit.scope, ledger, id)?;
    Ok(line.map_or_else(|| json!({ "id": id.to_string() }), |l| values::to_json(visit, ledger, &l, false)))
}
