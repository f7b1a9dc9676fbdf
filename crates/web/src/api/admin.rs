//! What administrators do: accounts and what happened. Records of accounts are those of the ledger `accounts`, entered and
//! amended as any other; here stands what is beside them. One-time passwords are given in the browser only.

use hangji_platform::access::admin::{Administration, Rights};
use hangji_platform::access::directory::Concern;
use hangji_platform::access::security_events::{self, Passage};
use hangji_platform::journal::events::Event;
use hangji_platform::tree::lookup;
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::operation::{Call, Operation, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{ORG, RequestCx};
use hangji_web_core::schema::{Type, list_of, optional, or_null, required};
use hangji_web_core::words::{message, moment_exact};
use serde_json::{Value, json};

use super::records::{MOST, USUAL, following};
use super::sessions::{session, told};
use crate::pages::admin::{accounts, administration, events as head, find};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let at = |tail: &'static str, name, about, act| Operation::change("POST", tail, name, about, act);
    let action = |operation: Operation| operation.takes(Type::Object(vec![required("reason", Type::Text(500))]));
    let rights = Type::Object(vec![
        required("role", or_null(Type::Text(40))),
        optional("territory", or_null(Type::Text(40))),
        required("seen", Type::Whole(1, i64::MAX)),
        required("reason", Type::Text(500)),
    ]);
    let operations = [
        list_of_accounts(),
        Operation::get("/api/v1/admin/accounts/{account}", "get_account", "api-get-account", one).gives(standing()),
        at("/api/v1/admin/accounts/{account}/rights", "give_rights", "api-give-rights", give).takes(rights),
        action(at("/api/v1/admin/accounts/{account}/unlock", "unlock_account", "api-unlock", unlock)),
        action(at("/api/v1/admin/accounts/{account}/end-sessions", "end_account_sessions", "api-end-sessions", end)),
        action(at("/api/v1/admin/accounts/{account}/remove-factors", "remove_factors", "api-remove-factors", remove)),
        action(at("/api/v1/admin/accounts/{account}/suspend", "suspend_account", "api-suspend", suspend)),
        action(at("/api/v1/admin/accounts/{account}/reopen", "reopen_account", "api-reopen", reopen)),
        list_of_events(),
    ];
    operations.into_iter().map(|o| o.tag("administration")).collect()
}

fn list_of_accounts() -> Operation {
    let states = Concern::ALL.map(|c| c.code().to_owned()).to_vec();
    let account = Type::Object(vec![
        required("account", Type::Id),
        required("login", Type::Words),
        required("name", Type::Words),
        required("role", or_null(Type::Words)),
        required("org", Type::Words),
        required("entered_at", or_null(Type::Words)),
        required("factors", Type::Whole(0, i64::MAX)),
        required("locked", Type::Flag),
    ]);
    Operation::get("/api/v1/admin/accounts", "list_account_states", "api-list-accounts", all)
        .with(parameter("q", Type::Text(40), "api-parameter-account-q"))
        .with(parameter("role", Type::Text(40), "api-parameter-role"))
        .with(parameter(ORG, Type::Text(40), "api-parameter-org"))
        .with(parameter("state", Type::Among(states), "api-parameter-account-state"))
        .with(parameter("limit", Type::Whole(1, MOST), "api-parameter-limit"))
        .with(parameter("cursor", Type::Id, "api-parameter-cursor"))
        .gives(Type::Object(vec![required("accounts", list_of(account)), required("next", or_null(Type::Words))]))
}

fn list_of_events() -> Operation {
    let kinds = Event::ALL.map(|e| e.code().to_owned()).to_vec();
    let event = Type::Object(vec![
        required("entry", Type::Whole(1, i64::MAX)),
        required("at", Type::Words),
        required("actor", or_null(Type::Words)),
        required("kind", Type::Among(kinds.clone())),
        required("account", or_null(Type::Words)),
        required("record", or_null(Type::Words)),
        required("about", Type::Anything),
        required("reason", Type::Words),
    ]);
    Operation::get("/api/v1/admin/events", "list_events", "api-list-events", happened)
        .with(parameter("kind", Type::Among(kinds), "api-parameter-event"))
        .with(parameter("account", Type::Text(40), "api-parameter-account"))
        .with(parameter("day_from", Type::Day, "api-parameter-day-from"))
        .with(parameter("day_to", Type::Day, "api-parameter-day-to"))
        .with(parameter("ledger", Type::Text(40), "api-parameter-ledger"))
        .with(parameter("record", Type::Id, "api-parameter-record"))
        .with(parameter("limit", Type::Whole(1, MOST), "api-parameter-limit"))
        .with(parameter("before", Type::Whole(1, i64::MAX), "api-parameter-cursor"))
        .gives(Type::Object(vec![required("events", list_of(event)), required("next", or_null(Type::Words))]))
}

fn all(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let work = administration(rcx)?;
    let mut wanted = accounts::wanted(tx, rcx)?;
    wanted.after = rcx.head.params.get("cursor").and_then(|text| text.parse().ok());
    let limit = rcx.head.params.count("limit", 1, MOST, USUAL)?;
    let mut found = work.directory(tx, &wanted, 0, limit + 1, rcx.app.clock.now_ms())?;
    let more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|e| e.id.to_string());
    let entries = found.iter().map(|e| {
        json!({
            "account": e.id.to_string(),
            "login": e.login,
            "name": e.name,
            "role": e.role,
            "org": e.org,
            "entered_at": (e.entered_at > 0).then(|| moment_exact(e.entered_at)),
            "factors": e.factors,
            "locked": e.locked,
        })
    });
    let reply = Reply::ok(&json!({ "accounts": entries.collect::<Vec<_>>(), "next": next }));
    Ok(reply.next(next.map(|cursor| following(rcx, &cursor))))
}

fn standing() -> Type {
    let factor = Type::Object(vec![
        required("kind", Type::Words),
        required("name", Type::Words),
        required("added_at", Type::Words),
    ]);
    Type::Object(vec![
        required("account", Type::Id),
        required("entry", Type::Whole(1, i64::MAX)),
        required("role", or_null(Type::Words)),
        required("in_force", Type::Flag),
        required("locked_until", or_null(Type::Words)),
        required("password_at", or_null(Type::Words)),
        required("must_change_password", Type::Flag),
        required("second_factor_demanded", Type::Flag),
        required("factors", list_of(factor)),
        required("sessions", list_of(session())),
    ])
}

fn one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let (_, account) = find(tx, rcx, call.at("account"))?;
    let s = &account.standing;
    let factors = s
        .factors
        .iter()
        .map(|f| json!({ "kind": f.kind.code(), "name": f.name, "added_at": moment_exact(f.added_at) }));
    Ok(Reply::ok(&json!({
        "account": account.id().to_string(),
        "entry": account.line.record.entry,
        "role": account.role,
        "in_force": account.line.record.state == hangji_platform::ledger::State::InForce,
        "locked_until": s.locked_until.map(moment_exact),
        "password_at": (s.password_at > 0).then(|| moment_exact(s.password_at)),
        "must_change_password": s.must_change,
        "second_factor_demanded": s.demanded,
        "factors": factors.collect::<Vec<_>>(),
        "sessions": s.sessions.iter().map(|s| told(rcx, s)).collect::<Vec<_>>(),
    })))
}

fn give(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let (work, account) = find(tx, rcx, call.at("account"))?;
    let text = |name: &str| call.body.get(name).and_then(Value::as_str);
    let role = text("role");
    if role.is_some_and(|code| rcx.sys.role(code).is_none()) {
        return Err(Refusal::invalid(Problem::at("role", message("admin-unknown-role", &[]))).into());
    }
    let territory = match text("territory") {
        Some(code) => Some(lookup::by_code(tx, &rcx.scope, code)?.id),
        None => None,
    };
    let seen = call.body.get("seen").and_then(Value::as_i64).unwrap_or_default();
    let rights = Rights { role, territory: territory.filter(|node| *node != account.line.record.org) };
    work.give_rights(tx, cx, account.id(), seen, &rights, text("reason").unwrap_or_default())?;
    Ok(Reply::ok(&json!({})))
}

/// Does an action that takes nothing but its reason.
fn done(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    cx: &mut Cx,
    call: &Call,
    act: fn(&Administration<'_>, &mut Tx<'_>, &mut Cx, Id, &str) -> Result<()>,
) -> Result<Reply> {
    let (work, account) = find(tx, rcx, call.at("account"))?;
    act(&work, tx, cx, account.id(), call.text("reason"))?;
    Ok(Reply::ok(&json!({})))
}

fn unlock(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    done(tx, rcx, cx, call, |work, tx, cx, id, reason| work.unlock(tx, cx, id, reason))
}

fn end(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    done(tx, rcx, cx, call, |work, tx, cx, id, reason| work.end_sessions(tx, cx, id, None, reason))
}

fn remove(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    done(tx, rcx, cx, call, |work, tx, cx, id, reason| work.remove_factors(tx, cx, id, reason))
}

fn suspend(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    done(tx, rcx, cx, call, |work, tx, cx, id, reason| work.suspend(tx, cx, id, reason))
}

fn reopen(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    done(tx, rcx, cx, call, |work, tx, cx, id, reason| work.reopen(tx, cx, id, reason))
}

fn happened(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let names: Vec<&str> = head::NARROWS.iter().copied().chain(["before", "limit"]).collect();
    let wanted = head::wanted(tx, rcx, &names)?;
    let limit = rcx.head.params.count("limit", 1, MOST, USUAL)?;
    let mut found = security_events::list(tx, rcx.sys, &rcx.viewer, &wanted, limit + 1)?;
    let more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|p| p.seq.to_string());
    Ok(Reply::ok(&json!({ "events": found.iter().map(event).collect::<Vec<_>>(), "next": next })))
}

fn event(p: &Passage) -> Value {
    let about: serde_json::Map<String, Value> = p.about.iter().map(|(n, v)| (n.clone(), v.as_str().into())).collect();
    json!({
        "entry": p.seq,
        "at": moment_exact(p.at),
        "actor": p.actor.as_ref().map(|(_, login, _)| login),
        "kind": p.event.code(),
        "account": p.subject.as_ref().map(|(_, login)| login),
        "record": (p.subject.is_none() && p.record != Id(0)).then(|| p.record.to_string()),
        "about": about,
        "reason": p.reason,
    })
}
