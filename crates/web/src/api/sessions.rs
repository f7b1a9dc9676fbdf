//! Where I am signed in, and ending it. Passwords, second factors and new tokens are for a person at a browser: whoever got
//! hold of a token must not become its owner, nor make it last.

use hangji_platform::access::sessions::{self, Kind, Session};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::Tx;
use hangji_web_core::operation::{Call, Operation};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::RequestCx;
use hangji_web_core::schema::{Type, list_of, or_null, required};
use hangji_web_core::words::{message, moment_exact};
use serde_json::{Value, json};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    vec![
        Operation::get("/api/v1/me/sessions", "list_sessions", "api-list-sessions", all)
            .tag("account")
            .gives(Type::Object(vec![required("sessions", list_of(session()))])),
        Operation::change("POST", "/api/v1/me/sessions/{session}/end", "end_session", "api-end-session", end)
            .tag("account"),
    ]
}

/// A session or token.
pub(super) fn session() -> Type {
    Type::Object(vec![
        required("session", Type::Words),
        required("kind", Type::OneOf(&["browser", "token"])),
        required("name", Type::Words),
        required("this", Type::Flag),
        required("reads_only", Type::Flag),
        required("org", or_null(Type::Words)),
        required("how", or_null(Type::Words)),
        required("address", Type::Words),
        required("started_at", Type::Words),
        required("seen_at", Type::Words),
        required("expires_at", Type::Words),
    ])
}

/// A session as it is answered.
pub(super) fn told(rcx: &RequestCx<'_>, s: &Session) -> Value {
    json!({
        "session": s.code(),
        "kind": if s.kind == Kind::Token { "token" } else { "browser" },
        "name": s.name,
        "this": s.key == rcx.key,
        "reads_only": s.reads_only,
        "org": s.org,
        "how": s.how.map(|how| how.code()),
        "address": s.from.address,
        "started_at": moment_exact(s.started_at),
        "seen_at": moment_exact(s.seen_at),
        "expires_at": moment_exact(s.expires_at),
    })
}

fn all(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let all = sessions::of(tx, &rcx.app.policy(), rcx.viewer.account, rcx.app.clock.now_ms())?;
    Ok(Reply::ok(&json!({ "sessions": all.iter().map(|s| told(rcx, s)).collect::<Vec<_>>() })))
}

fn end(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let (policy, code) = (rcx.app.policy(), call.at("session"));
    let itself = code == hangji_platform::journal::hash::to_hex(&rcx.key);
    if rcx.by_script && !itself {
        return Err(Refusal::Forbidden(message("account-not-by-token", &[])).into());
    }
    sessions::end(tx, cx, &policy, rcx.viewer.account, code, "")?;
    Ok(Reply::ok(&json!({})))
}
