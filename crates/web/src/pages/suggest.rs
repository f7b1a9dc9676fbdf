//! Suggestions for fields that refer to a record: a short list inside the form, and more as one types where scripts
//! run. Both hold only what the viewer may read and sees.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::suggest::{self};
use hangji_web_core::request::{RequestHead, Shared, short};
use serde_json::{Value, json};

/// For a few letters.
const AS_TYPED: i64 = 10;

/// `?q=`: what may be meant, as `[{"text": "…", "place": "…"}]`.
pub(crate) async fn typed(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.data(head, move |tx, rcx| {
        let ledger = rcx.viewer.may_read(rcx.sys, &ledger)?;
        rcx.head.params.only_of(&["q"])?;
        let text = short(rcx.head.params.get("q").unwrap_or_default());
        let found = suggest::matching(tx, rcx.sys, &rcx.scope, ledger, &text, AS_TYPED)?;
        Ok(found.into_iter().map(|s| json!({ "text": s.text, "place": s.place })).collect::<Vec<Value>>().into())
    })
    .await
}
