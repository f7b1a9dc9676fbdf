//! The tree of organisations: what stands below one on a day, and what one is and was.

use hangji_platform::Result;
use hangji_platform::ledger::page::Cursor;
use hangji_platform::tree::branch;
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::{Day, Tx};
use hangji_web_core::operation::{Call, Operation, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::RequestCx;
use hangji_web_core::schema::{Type, list_of, or_null, required};
use serde_json::{Value, json};

use super::records::{MOST, USUAL, following};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let page =
        || Type::Object(vec![required("orgs", list_of(Type::Named("Org"))), required("next", or_null(Type::Words))]);
    let paged = |o: Operation| {
        o.with(parameter("on", Type::Day, "api-parameter-on"))
            .with(parameter("limit", Type::Whole(1, MOST), "api-parameter-limit"))
            .with(parameter("cursor", Type::Text(60), "api-parameter-cursor"))
            .gives(page())
    };
    let operations = [
        Operation::get("/api/v1/orgs", "list_orgs", "api-list-orgs", top).gives(page()),
        Operation::get("/api/v1/orgs/{code}", "get_org", "api-get-org", one).gives(facts()),
        paged(Operation::get("/api/v1/orgs/{code}/children", "list_org_children", "api-org-children", children)),
    ];
    operations.into_iter().map(|o| o.tag("orgs")).collect()
}

/// The schema of an organisation in a list.
pub(super) fn org() -> Value {
    Type::Object(vec![
        required("id", Type::Id),
        required("code", Type::Words),
        required("name", Type::Words),
        required("kind", Type::Words),
        required("from", Type::Day),
        required("to", or_null(Type::Day)),
        required("below", Type::Whole(0, i64::MAX)),
    ])
    .schema(None)
}

fn facts() -> Type {
    let was = Type::Object(vec![
        required("from", Type::Day),
        required("to", or_null(Type::Day)),
        required("name", Type::Words),
        required("kind", Type::Words),
        required("parent", or_null(Type::Words)),
    ]);
    let above = Type::Object(vec![required("code", Type::Words), required("name", Type::Words)]);
    Type::Object(vec![
        required("org", Type::Named("Org")),
        required("line", list_of(above)),
        required("history", list_of(was)),
    ])
}

/// A day that ends something; none while it stands.
pub(super) fn end(day: Day) -> Option<String> {
    (day != Day::OPEN).then(|| day.to_string())
}

/// An organisation in a list.
pub(super) fn told(org: &Org) -> Value {
    json!({
        "id": org.id.to_string(), "code": org.code, "name": org.name, "kind": org.kind, "from": org.from.to_string(),
        "to": end(org.to), "below": org.below,
    })
}

/// The root of the viewer's territory: where the tree begins for them.
fn top(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let orgs: Vec<Value> = rcx.home(tx)?.iter().map(told).collect();
    Ok(Reply::ok(&json!({ "orgs": orgs, "next": null })))
}

/// What an organisation is, where it stands within the viewer's territory, and what it was.
fn one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let org = lookup::by_code(tx, &rcx.scope, call.at("code"))?;
    let line = lookup::line(tx, &rcx.scope, org.id)?;
    let was = |w: &lookup::Was| json!({ "from": w.from.to_string(), "to": end(w.to), "name": w.name, "kind": w.kind, "parent": w.parent });
    let history: Vec<Value> = lookup::spans(tx, &rcx.scope, org.id)?.iter().map(was).collect();
    let line: Vec<Value> = line.iter().map(|o| json!({ "code": o.code, "name": o.name })).collect();
    Ok(Reply::ok(&json!({ "org": told(&org), "line": line, "history": history })))
}

/// What stood directly below an organisation on a day, by code.
fn children(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let params = &rcx.head.params;
    let org = lookup::by_code(tx, &rcx.scope, call.at("code"))?;
    let on = rcx.on()?;
    let take = params.count("limit", 1, MOST, USUAL)? as usize;
    let of = format!("{} {on}", org.id);
    let start = params.get("cursor").map(|text| Cursor::parse(text, &of)).transpose()?;
    let page = branch::page(tx, &rcx.scope, org.id, on, start.map(|place| place.record), take)?;
    let next = page.next.map(|id| Cursor { record: id, entry: 0 }.cursor(&of));
    let told: Vec<Value> = page.orgs.iter().map(told).collect();
    Ok(Reply::ok(&json!({ "orgs": told, "next": next })).next(next.map(|cursor| following(rcx, &cursor))))
}
