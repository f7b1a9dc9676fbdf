//! Who asks: the account behind the session or token, and what it may do.

use hangji_platform::Result;
use hangji_store::Tx;
use hangji_web_core::operation::{Call, Operation};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::RequestCx;
use hangji_web_core::schema::{Type, list_of, or_null, required};
use serde_json::{Value, json};

use super::ledgers::{term, words};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let named = || Type::Object(vec![required("code", Type::Words), required("title", term())]);
    let org = Type::Object(vec![required("code", Type::Words), required("name", Type::Words)]);
    let ledger = Type::Object(vec![
        required("name", Type::Words),
        required("writes", Type::Flag),
        required("unmasks", Type::Flag),
    ]);
    vec![Operation::get("/api/v1/me", "get_me", "api-get-me", me).tag("account").gives(Type::Object(vec![
        required("account", Type::Id),
        required("name", Type::Words),
        required("role", or_null(named())),
        required("org", or_null(org)),
        required("person", or_null(Type::Id)),
        required("exports", Type::Flag),
        required("figures", Type::Flag),
        required("ledgers", list_of(ledger)),
        required("today", Type::Day),
    ]))]
}

fn me(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let viewer = &rcx.viewer;
    let readable = rcx.sys.ledgers.iter().filter(|l| viewer.may_read(rcx.sys, l.name).is_ok());
    let ledger = |l: &hangji_platform::ledger::Ledger| json!({ "name": l.name, "writes": viewer.writes(l.name), "unmasks": viewer.may_unmask(l.name) });
    let ledgers: Vec<Value> = readable.map(ledger).collect();
    let home = rcx.home(tx)?;
    Ok(Reply::ok(&json!({
        "account": viewer.account.to_string(),
        "name": viewer.name,
        "role": viewer.role.as_ref().map(|r| json!({ "code": r.code, "title": words(r.title) })),
        "org": home.map(|o| json!({ "code": o.code, "name": o.name })),
        "person": viewer.person.map(|p| p.to_string()),
        "exports": viewer.exports(),
        "figures": viewer.sees_figures(),
        "ledgers": ledgers,
        "today": rcx.today.to_string(),
    })))
}
