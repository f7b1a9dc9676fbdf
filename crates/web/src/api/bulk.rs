//! One act on many records: tried, or done; what it came to is kept for the account that did it.

use hangji_platform::ledger::{Ledger, Value as Held};
use hangji_platform::workspace::bulk::{self, BulkAction, MOST, Outcome, Seen};
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::operation::{Call, Operation};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::RequestCx;
use hangji_web_core::schema::{Type, list_of, optional, or_null, required};
use hangji_web_core::values;
use hangji_web_core::words::message;
use serde_json::{Value, json};

use super::work::named;
use crate::pages::bulk::settable;

const BULK: &str = "/api/v1/ledgers/{name}/bulk";

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let record = Type::Object(vec![required("id", Type::Id), required("seen", Type::Whole(0, i64::MAX))]);
    let operations = [
        Operation::change("POST", BULK, "act_on_many", "api-act-on-many", act)
            .takes(Type::Object(vec![
                required("deed", Type::OneOf(&["withdraw", "set"])),
                optional("field", or_null(Type::Text(60))),
                optional("value", Type::Scalar),
                required("records", Type::List(Box::new(record), MOST)),
                required("reason", Type::Text(500)),
                optional("trial", Type::Flag),
            ]))
            .gives(outcome_type()),
        Operation::get("/api/v1/ledgers/{name}/bulk/{id}", "get_act_on_many", "api-get-act-on-many", kept)
            .gives(outcome_type()),
    ];
    operations.into_iter().map(|o| o.tag("work")).collect()
}

fn outcome_type() -> Type {
    let refused =
        Type::Object(vec![required("id", Type::Id), required("zh", Type::Words), required("en", Type::Words)]);
    Type::Object(vec![
        required("id", or_null(Type::Id)),
        required("done", list_of(Type::Id)),
        required("refused", list_of(refused)),
    ])
}

fn told(id: Option<Id>, outcome: &Outcome) -> Value {
    let done: Vec<String> = outcome.done.iter().map(Id::to_string).collect();
    let refused = outcome.refused.iter().map(|(id, zh, en)| json!({ "id": id.to_string(), "zh": zh, "en": en }));
    json!({ "id": id.map(|i| i.to_string()), "done": done, "refused": refused.collect::<Vec<_>>() })
}

/// Does it to each record, or, as a trial, tells what it would come to; a trial has no id and stores nothing.
fn act(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let may = rcx.viewer.may_write(rcx.sys, named(rcx, call)?.name)?;
    let action = action(tx, rcx, may.ledger, call)?;
    let (records, reason) = (records(call), call.text("reason"));
    if call.body.get("trial") == Some(&Value::Bool(true)) {
        let outcome = bulk::trial(tx, rcx.sys, cx, &may, &records, &action, reason)?;
        return Ok(Reply::ok(&told(None, &outcome)));
    }
    let outcome = bulk::run(tx, rcx.sys, cx, &may, &records, &action, reason)?;
    let id = bulk::keep(tx, cx, may.ledger.name, &outcome)?;
    Ok(Reply::ok(&told(Some(id), &outcome)))
}

fn records(call: &Call) -> Vec<Seen> {
    let each = |r: &Value| Some((r["id"].as_str()?.parse().ok()?, r["seen"].as_i64()?));
    call.body.get("records").and_then(Value::as_array).into_iter().flatten().filter_map(each).collect()
}

fn action(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, call: &Call) -> Result<BulkAction> {
    if call.text("deed") == "withdraw" {
        return Ok(BulkAction::Withdraw);
    }
    let none = || Refusal::invalid(Problem::at("field", message("bulk-no-deed", &[])));
    let at = ledger.position(call.text("field")).filter(|i| settable(&ledger.fields[*i])).ok_or_else(none)?;
    let json = call.body.get("value").unwrap_or(&Value::Null);
    let value = values::read_json(tx, rcx, &ledger.fields[at], json, &Held::Null)?;
    Ok(BulkAction::Set(at, value.map_err(|why| Refusal::invalid(Problem::at("value", why)))?))
}

/// What an act of the viewer's came to.
fn kept(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let ledger = named(rcx, call)?;
    let id = call.id();
    let found = bulk::kept(tx, rcx.viewer.account, ledger.name, id)?;
    let outcome = found.ok_or_else(|| Refusal::NotFound(message("bulk-none", &[])))?;
    Ok(Reply::ok(&told(Some(id), &outcome)))
}
