//! The records of a ledger: listed, read with their history, entered, amended, withdrawn, put back.

use hangji_platform::access::{MayWrite, Scope};
use hangji_platform::journal::history as journal;
use hangji_platform::ledger::acts::Correction;
use hangji_platform::ledger::list::{self, Line};
use hangji_platform::ledger::page::{self, Cursor};
use hangji_platform::ledger::{Field, Kind, Ledger, acts};
use hangji_platform::tree::lookup;
use hangji_platform::workspace::recent_entries;
use hangji_platform::{Cx, Problem, Refusal, Result, System};
use hangji_store::{Id, Tx};
use hangji_ui::encoded;
use hangji_web_core::conditions::{self, Op};
use hangji_web_core::facts::find;
use hangji_web_core::history::Names;
use hangji_web_core::listing::{self, COLUMNS, Column, RECORD, SORT, may_sort};
use hangji_web_core::operation::{About, Call, Need, Operation, Parameter, parameter};
use hangji_web_core::problem::{self, ApiError};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{ORG, PERIOD, RequestCx};
use hangji_web_core::schema::{Type, optional, required};
use hangji_web_core::values;
use hangji_web_core::words::{message, moment_exact};
use serde_json::{Map, Value, json};

/// Records given at once: usual and greatest number.
pub(super) const USUAL: i64 = 100;
/// See [`USUAL`].
pub(super) const MOST: i64 = 500;

const LIST: &str = "/api/v1/{ledger}";
const ONE: &str = "/api/v1/{ledger}/{id}";

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let reason = || Type::Object(vec![optional(SEEN, Type::Whole(0, i64::MAX)), required(REASON, Type::Text(500))]);
    let record = || Type::OfLedger("");
    let operations = [
        Operation::get(LIST, "list", "api-list-records", all).with_fields(parameters).gives(Type::OfLedger("_page")),
        Operation::get(ONE, "get", "api-get-record", one).gives(record()),
        Operation::get("/api/v1/{ledger}/{id}/history", "history", "api-record-history", history)
            .gives(Type::OfLedger("_history")),
        Operation::change("POST", LIST, "add", "api-add-record", add)
            .takes(Type::OfLedger("_new"))
            .creates()
            .gives(record())
            .needs(Need::Write),
        Operation::change("PATCH", ONE, "amend", "api-amend-record", amend)
            .takes(Type::OfLedger("_amend"))
            .gives(record())
            .if_match()
            .needs(Need::Write),
        Operation::change("POST", "/api/v1/{ledger}/{id}/withdraw", "withdraw", "api-withdraw-record", withdraw)
            .takes(reason())
            .gives(record())
            .if_match()
            .needs(Need::Write),
        Operation::change("POST", "/api/v1/{ledger}/{id}/restore", "restore", "api-restore-record", restore)
            .takes(reason())
            .gives(record())
            .if_match()
            .needs(Need::Write),
    ];
    operations.into_iter().map(|o| o.tag("records")).collect()
}

/// Parameters of lists and exports: which records, in which order.
pub(super) fn filters(ledger: &Ledger) -> Vec<Parameter> {
    let names = ledger.fields.iter().filter(|f| may_sort(f)).map(|f| f.name);
    let sorts = names.flat_map(|n| [n.to_owned(), format!("-{n}")]).collect();
    let mut out = vec![
        parameter(ORG, Type::Text(40), "api-parameter-org"),
        parameter("withdrawn", Type::OneOf(&["0", "1", "all"]), "api-parameter-withdrawn"),
        parameter(SORT, Type::Among(sorts), "api-parameter-sort"),
        parameter(RECORD, Type::List(Box::new(Type::Id), MOST as usize), "api-parameter-id"),
        parameter(COLUMNS, Type::Text(1000), "api-parameter-columns"),
    ];
    if ledger.dated.is_some() {
        out.push(parameter(PERIOD, Type::Period, "api-parameter-period"));
    }
    for field in &ledger.fields {
        let named = |(name, op)| Parameter { name, kind: condition_type(field, op), about: About::Term(field.title) };
        out.extend(conditions::parameters(field).into_iter().map(named));
    }
    out
}

/// What a condition compares with.
fn condition_type(field: &Field, op: Op) -> Type {
    match op {
        Op::Empty => Type::OneOf(&["yes", "no"]),
        Op::In | Op::NotIn => Type::List(Box::new(value_type(field)), MOST_VALUES),
        _ => value_type(field),
    }
}

/// Values that one condition may name.
const MOST_VALUES: usize = 50;

fn value_type(field: &Field) -> Type {
    match field.kind {
        Kind::Day => Type::Day,
        Kind::Whole(..) | Kind::Money(..) => Type::Whole(i64::MIN, i64::MAX),
        Kind::Choice(choices) => Type::Among(choices.iter().map(|c| c.code.to_owned()).collect()),
        Kind::YesNo => Type::OneOf(&["yes", "no"]),
        Kind::Text(n) | Kind::Long(n) | Kind::Code(n) => Type::Text(n),
        Kind::Phone | Kind::IdCard | Kind::Record(_) => Type::Text(100),
    }
}

fn parameters(ledger: &Ledger) -> Vec<Parameter> {
    let mut out = filters(ledger);
    out.extend([
        parameter("limit", Type::Whole(1, MOST), "api-parameter-limit"),
        parameter("cursor", Type::Text(60), "api-parameter-cursor"),
        parameter("totals", Type::OneOf(&["0", "1"]), "api-parameter-totals"),
    ]);
    out
}

/// The ledger of the path, which is known to be readable once the call is open.
fn ledger<'v>(rcx: &RequestCx<'v>, call: &Call) -> Result<&'v Ledger> {
    rcx.viewer.may_read(rcx.sys, call.at("ledger"))
}

/// Records, filtered as the page's list.
fn all(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let (ledger, params) = (ledger(rcx, call)?, &rcx.head.params);
    let listing = listing::read(tx, rcx, ledger)?;
    let wanted = listing.wanted;
    let only: Option<Vec<usize>> = params.get(COLUMNS).map(|_| positions(&listing.columns));
    let take = params.count("limit", 1, MOST, USUAL)?;
    let of = list_name(rcx, ledger);
    let after = params.get("cursor").map(|text| Cursor::parse(text, &of)).transpose()?;
    let (lines, end) = page::page(tx, rcx.sys, &rcx.scope, ledger, &wanted, after, take)?;
    let next = end.map(|place| place.cursor(&of));
    let records: Vec<Value> = lines.iter().map(|l| values::to_json(rcx, ledger, l, only.as_deref(), false)).collect();
    let mut out = json!({ "records": records, "next": next });
    if params.get("totals") == Some("1") {
        let totals = list::totals(tx, rcx.sys, &rcx.scope, ledger, &wanted)?;
        let summed = ledger.fields.iter().filter(|f| f.totalled).map(|f| f.name.to_owned());
        out["total"] = totals.count.into();
        out["sums"] = summed.zip(totals.sums.into_iter().map(Value::from)).collect::<Map<_, _>>().into();
    }
    Ok(Reply::ok(&out).next(next.map(|cursor| following(rcx, &cursor))))
}

/// What makes a list this one: cursors hold for no other.
pub(super) fn list_name(rcx: &RequestCx<'_>, ledger: &Ledger) -> String {
    let beside = ["cursor", "limit", "totals", COLUMNS];
    let mut pairs: Vec<_> = rcx.head.params.0.iter().filter(|(n, _)| !beside.contains(&n.as_str())).collect();
    pairs.sort();
    format!("{} {pairs:?}", ledger.name)
}

/// The address of the page that begins at a cursor.
pub(super) fn following(rcx: &RequestCx<'_>, cursor: &str) -> String {
    let path = rcx.head.here.split('?').next().unwrap_or_default();
    let kept = rcx.head.params.0.iter().filter(|(n, _)| n != "cursor" && n != "totals");
    let pairs: String = kept.map(|(n, v)| format!("{}={}&", encoded(n), encoded(v))).collect();
    format!("{path}?{pairs}cursor={cursor}")
}

fn positions(columns: &[Column]) -> Vec<usize> {
    let position = |c: &Column| if let Column::Field(i) = c { Some(*i) } else { None };
    columns.iter().filter_map(position).collect()
}

/// One record.
fn one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let (ledger, line) = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    Ok(Reply::ok(&values::to_json(rcx, ledger, &line, None, false)).tagged(line.record.entry))
}

/// What happened to a record, newest first.
fn history(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let (ledger, line) = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    let mut names = Names::default();
    let mut out = Vec::new();
    for passage in journal::of(tx, ledger, line.record.id)?.into_iter().rev() {
        let value =
            |i: usize, v: &hangji_platform::ledger::Value| values::value_to_json(rcx, &ledger.fields[i], v, false);
        let change = |(i, before, after): &(usize, hangji_platform::ledger::Value, hangji_platform::ledger::Value)| json!({ "field": ledger.fields[*i].name, "before": value(*i, before), "after": value(*i, after) });
        out.push(json!({
            "entry": passage.seq,
            "at": moment_exact(passage.at),
            "by": names.actor(tx, rcx, passage.actor)?,
            "act": passage.act.code(),
            "batch": (passage.batch != Id::default()).then(|| passage.batch.to_string()),
            "reason": passage.reason,
            "changes": passage.changed.iter().map(change).collect::<Vec<_>>(),
        }));
    }
    Ok(Reply::ok(&out.into()))
}

/// Enters a record.
fn add(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let may = rcx.viewer.may_write(rcx.sys, call.at("ledger"))?;
    let org = org(tx, rcx, may.ledger, &call.body)?;
    let reserved: &[&str] = if may.ledger.is_tree { &[] } else { &[ORG] };
    let given = values::of_json(tx, rcx, may.ledger, None, &call.body, reserved)?;
    let id = acts::add(tx, rcx.sys, cx, &may, org, given)?;
    recent_entries::note(tx, cx, may.ledger, id)?;
    let (value, entry) = stored(tx, rcx, may.ledger, id)?;
    Ok(Reply::created(&value, &format!("/api/v1/{}/{id}", may.ledger.name)).tagged(entry))
}

/// The organisation of a new record, by its code.
fn org(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, body: &Map<String, Value>) -> Result<Id> {
    match body.get(ORG).and_then(Value::as_str) {
        _ if ledger.is_tree => Ok(Id::default()),
        Some(code) => Ok(lookup::by_code(tx, &rcx.scope, code)?.id),
        None => Err(Refusal::invalid(Problem::at(ORG, message("org-missing", &[]))).into()),
    }
}

/// Gives a record another state.
fn amend(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let (ledger, line) = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    let may = rcx.viewer.may_write(rcx.sys, ledger.name)?;
    let seen = seen(call, &line)?;
    let given = values::of_json(tx, rcx, ledger, Some(&line), &call.body, &[SEEN, REASON])?;
    let correction = Correction { id: line.record.id, seen, reason: reason(call)? };
    acts::amend(tx, rcx.sys, cx, &may, correction, given)?;
    changed(tx, rcx, ledger, line.record.id)
}

type Act = fn(&mut Tx<'_>, &System, &mut Cx, &MayWrite<'_>, Correction<'_>) -> Result<()>;

/// Takes a record out of force.
fn withdraw(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    act(tx, rcx, cx, call, acts::withdraw)
}

/// Puts a withdrawn record back into force.
fn restore(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    act(tx, rcx, cx, call, acts::restore)
}

fn act(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call, act: Act) -> Result<Reply> {
    let (ledger, line) = find(tx, rcx, call.at("ledger"), call.at("id"))?;
    let may = rcx.viewer.may_write(rcx.sys, ledger.name)?;
    let correction = Correction { id: line.record.id, seen: seen(call, &line)?, reason: reason(call)? };
    act(tx, rcx.sys, cx, &may, correction)?;
    changed(tx, rcx, ledger, line.record.id)
}

/// The number of the entry whose state was seen, in bodies.
const SEEN: &str = "seen";
/// Why, in bodies.
const REASON: &str = "reason";

/// The entry whose state the program saw: of `If-Match` or of the body; one of them must tell.
fn seen(call: &Call, line: &Line) -> Result<i64> {
    if let Some(seen) = call.seen {
        let present = line.record.entry;
        let stale =
            || ApiError::new(problem::STALE, message("api-stale", &[("present", present.to_string().as_str().into())]));
        return if seen == present { Ok(seen) } else { Err(stale().into()) };
    }
    let missing = || Refusal::invalid(Problem::at(SEEN, message("seen-missing", &[]))).into();
    call.body.get(SEEN).and_then(Value::as_i64).ok_or_else(missing)
}

fn reason(call: &Call) -> Result<&str> {
    match call.body.get(REASON) {
        None => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Refusal::invalid(Problem::at(REASON, message("json-text", &[]))).into()),
    }
}

fn changed(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, id: Id) -> Result<Reply> {
    let (value, entry) = stored(tx, rcx, ledger, id)?;
    Ok(Reply::ok(&value).tagged(entry))
}

/// The record as it stands after a change, and the entry that says so. Whoever changed it saw it before, and is told
/// what they did even where the change itself (a move of organisations) took it out of their territory.
fn stored(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, id: Id) -> Result<(Value, i64)> {
    let line = list::one(tx, rcx.sys, &Scope::everything(), ledger, id)?;
    let line = line.ok_or_else(|| Refusal::NotFound(message("no-record", &[])))?;
    Ok((values::to_json(rcx, ledger, &line, None, false), line.record.entry))
}
