//! Suggestions for fields that refer to a record: a short list inside the form, and more as one types where scripts
//! run. Both hold only what the viewer may read and sees.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::ledger::suggest::{self, Suggestion};
use hangji_store::{Id, Tx};
use hangji_ui::components::FieldKind;
use serde_json::{Value, json};

use crate::links;
use crate::request::{RequestCx, RequestHead, Shared, short};

/// Inside the form.
const IN_FORM: usize = 20;
/// The most characters of a reference: a name made of parts, and a code.
const REFERENCE: u32 = 300;
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

/// The control of a field that refers to a record of a ledger: with those that are `likely` as suggestions, or else the
/// first by name; and the address for more. Without suggestions for those who may not read that ledger.
pub(crate) fn control(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &str,
    likely: &[Id],
) -> Result<(FieldKind, Option<String>)> {
    let Ok(ledger) = rcx.viewer.may_read(rcx.sys, ledger) else {
        return Ok((FieldKind::Text { max: Some(REFERENCE) }, None));
    };
    let likely = &likely[..likely.len().min(IN_FORM)];
    let mut found = suggest::among(tx, rcx.sys, &rcx.scope, ledger, likely)?;
    if found.is_empty() {
        found = suggest::matching(tx, rcx.sys, &rcx.scope, ledger, "", IN_FORM as i64)?;
    }
    let options = found.into_iter().map(|Suggestion { text, place, .. }| (text, place)).collect();
    Ok((FieldKind::Lookup(options), Some(format!("{}/suggest", links::list(ledger.name)))))
}
