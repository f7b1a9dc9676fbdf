//! Who asks: the account behind the session or token, and what it may do.

use hangji_platform::Result;
use hangji_store::Tx;
use serde_json::{Value, json};

use super::ledgers::{term, words};
use super::operation::{Call, Operation};
use super::reply::Reply;
use super::schema::{Type, list_of, must, or_null};
use crate::request::Visit;

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let named = || Type::Object(vec![must("code", Type::Words), must("title", term())]);
    let org = Type::Object(vec![must("code", Type::Words), must("name", Type::Words)]);
    let ledger = Type::Object(vec![must("name", Type::Words), must("writes", Type::Flag), must("unmasks", Type::Flag)]);
    vec![Operation::get("/api/v1/me", "get_me", "api-get-me", me).tag("account").gives(Type::Object(vec![
        must("account", Type::Id),
        must("name", Type::Words),
        must("role", or_null(named())),
        must("org", or_null(org)),
        must("person", or_null(Type::Id)),
        must("exports", Type::Flag),
        must("figures", Type::Flag),
        must("ledgers", list_of(ledger)),
        must("today", Type::Day),
    ]))]
}

fn me(tx: &mut Tx<'_>, visit: &Visit<'_>, _: &Call) -> Result<Reply> {
    let viewer = &visit.viewer;
    let readable = visit.sys.ledgers.iter().filter(|l| viewer.may_read(visit.sys, l.name).is_ok());
    let ledger = |l: &hangji_platform::ledger::Ledger| json!({ "name": l.name, "writes": viewer.writes(l.name), "unmasks": viewer.may_unmask(l.name) });
    let ledgers: Vec<Value> = readable.map(ledger).collect();
    let home = visit.home(tx)?;
    Ok(Reply::ok(&json!({
        "account": viewer.account.to_string(),
        "name": viewer.name,
        "role": viewer.role.as_ref().map(|r| json!({ "code": r.code, "title": words(r.title) })),
        "org": home.map(|o| json!({ "code": o.code, "name": o.name })),
        "person": viewer.person.map(|p| p.to_string()),
        "exports": viewer.exports(),
        "figures": viewer.sees_figures(),
        "ledgers": ledgers,
        "today": visit.today.to_string(),
    })))
}
