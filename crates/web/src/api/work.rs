//! What daily work has beside the records: saved views, drafts, suggestions, the row entered last, and what a ledger is
//! for. All but drafts belong to a ledger, named in the path; they do not depend on its fields, and so stand once in the
//! document.

use hangji_platform::ledger::{Ledger, suggest};
use hangji_platform::workspace::drafts::{self, Draft, Unsent};
use hangji_platform::workspace::views::{self, SavedView};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::operation::{Call, Operation, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{ORG, RequestCx, short};
use hangji_web_core::schema::{Type, list_of, optional, or_null, required};
use hangji_web_core::values;
use hangji_web_core::words::{message, moment_exact};
use serde_json::{Map, Value, json};

use super::ledgers;
use crate::pages::drafts::own as own_draft;
use crate::pages::{privacy, record_form, views as pages};

const VIEWS: &str = "/api/v1/ledgers/{name}/views";
const VIEW: &str = "/api/v1/ledgers/{name}/views/{id}";
const DRAFTS: &str = "/api/v1/drafts";
const DRAFT: &str = "/api/v1/drafts/{id}";

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let operations = [
        Operation::get("/api/v1/ledgers/{name}", "get_ledger", "api-get-ledger", ledger).gives(ledgers::explained()),
        Operation::get("/api/v1/ledgers/{name}/suggest", "suggest", "api-suggest", suggested)
            .with(parameter("q", Type::Text(40), "api-parameter-letters"))
            .with(parameter("limit", Type::Whole(1, MOST_SUGGESTED), "api-parameter-limit"))
            .gives(list_of(suggestion())),
        Operation::get("/api/v1/ledgers/{name}/last", "last_entered", "api-last-entered", last)
            .gives(Type::Object(vec![required("values", or_null(Type::Anything))])),
        Operation::get(VIEWS, "list_views", "api-list-views", all_views).gives(list_of(view_type())),
        Operation::change("POST", VIEWS, "save_view", "api-save-view", save_view)
            .takes(Type::Object(vec![
                required("name", Type::Text(views::MOST_NAME)),
                required("query", or_null(Type::Text(views::MOST_QUERY))),
                optional("shared", Type::Flag),
            ]))
            .creates()
            .gives(view_type()),
        Operation::change("PATCH", VIEW, "change_view", "api-change-view", change_view)
            .takes(Type::Object(vec![
                optional("name", Type::Text(views::MOST_NAME)),
                optional("query", or_null(Type::Text(views::MOST_QUERY))),
                optional("shared", Type::Flag),
            ]))
            .gives(view_type()),
        Operation::change("DELETE", VIEW, "delete_view", "api-delete-view", delete_view).gives(only_id()),
        Operation::change("PUT", "/api/v1/ledgers/{name}/usual-view", "set_usual_view", "api-usual-view", set_usual)
            .takes(Type::Object(vec![required("view", or_null(Type::Id))]))
            .gives(Type::Object(vec![required("view", or_null(Type::Id))])),
        Operation::get(DRAFTS, "list_drafts", "api-list-drafts", all_drafts).gives(list_of(draft_type())),
        Operation::get(DRAFT, "get_draft", "api-get-draft", one_draft).gives(draft_type()),
        Operation::change("POST", DRAFTS, "save_draft", "api-save-draft", save_draft)
            .takes(Type::Object(vec![
                required("ledger", Type::Text(60)),
                optional("record", or_null(Type::Id)),
                required("values", Type::Texts),
            ]))
            .creates()
            .gives(draft_type()),
        Operation::change("PUT", DRAFT, "change_draft", "api-change-draft", change_draft)
            .takes(Type::Object(vec![required("values", Type::Texts)]))
            .gives(draft_type()),
        Operation::change("DELETE", DRAFT, "discard_draft", "api-discard-draft", discard_draft).gives(only_id()),
    ];
    operations.into_iter().map(|o| o.tag("work")).collect()
}

/// An answer that tells what is gone.
fn only_id() -> Type {
    Type::Object(vec![required("id", Type::Id)])
}

/// The ledger that the path names.
pub(super) fn named<'v>(rcx: &RequestCx<'v>, call: &Call) -> Result<&'v Ledger> {
    rcx.viewer.may_read(rcx.sys, call.at("name"))
}

/// A ledger with its fields, who needs each, and how long its records are kept.
fn ledger(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let ledger = privacy::explainable(tx, rcx, call.at("name"))?;
    Ok(Reply::ok(&ledgers::explanation(rcx, ledger)))
}

/// Suggestions at once, at most.
const MOST_SUGGESTED: i64 = 50;

fn suggestion() -> Type {
    Type::Object(vec![required("id", Type::Id), required("text", Type::Words), required("place", Type::Words)])
}

/// Records that may be meant by a few letters.
fn suggested(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let (ledger, params) = (named(rcx, call)?, &rcx.head.params);
    let text = short(params.get("q").unwrap_or_default());
    let take = params.count("limit", 1, MOST_SUGGESTED, 10)?;
    let found = suggest::matching(tx, rcx.sys, &rcx.scope, ledger, &text, take)?;
    let told = |s: suggest::Suggestion| json!({ "id": s.id.to_string(), "text": s.text, "place": s.place });
    Ok(Reply::ok(&found.into_iter().map(told).collect::<Vec<Value>>().into()))
}

/// The values that the next record may begin with: those of the one entered last, but what is masked or its own.
fn last(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let ledger = rcx.viewer.may_write(rcx.sys, named(rcx, call)?.name)?.ledger;
    let found = record_form::last_row(tx, rcx, ledger)?;
    let values = found.map(|line| {
        let fields = ledger.fields.iter().enumerate().filter(|(_, f)| !record_form::is_its_own(ledger, f));
        let values =
            fields.map(|(i, f)| (f.name.to_owned(), values::value_to_json(rcx, f, &line.record.values[i], false)));
        let org = (ORG.to_owned(), line.org_code.clone().into());
        values.chain((!ledger.is_tree).then_some(org)).collect::<Map<_, _>>()
    });
    Ok(Reply::ok(&json!({ "values": values })))
}

fn view_type() -> Type {
    Type::Object(vec![
        required("id", Type::Id),
        required("name", Type::Words),
        required("query", Type::Words),
        required("shared", Type::Flag),
        required("own", Type::Flag),
        required("usual", Type::Flag),
    ])
}

fn view_told(view: &SavedView) -> Value {
    json!({
        "id": view.id.to_string(), "name": view.name, "query": view.query, "shared": view.shared, "own": view.own,
        "usual": view.usual,
    })
}

fn stored_view(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, id: Id) -> Result<Value> {
    Ok(view_told(&views::one(tx, &rcx.viewer, ledger, id)?))
}

/// The views of a ledger's list.
fn all_views(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let found = views::list(tx, &rcx.viewer, named(rcx, call)?)?;
    Ok(Reply::ok(&found.iter().map(view_told).collect::<Vec<_>>().into()))
}

/// Saves a list's query under a name.
fn save_view(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let ledger = named(rcx, call)?;
    let query = pages::checked(tx, rcx, ledger, call.text("query"))?;
    let shared = call.body.get("shared") == Some(&Value::Bool(true));
    let id = views::save(tx, cx, &rcx.viewer, ledger, call.text("name"), &query, shared)?;
    let at = format!("/api/v1/ledgers/{}/views/{id}", ledger.name);
    Ok(Reply::created(&stored_view(tx, rcx, ledger, id)?, &at))
}

/// Changes what is given of a view.
fn change_view(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx, call: &Call) -> Result<Reply> {
    let ledger = named(rcx, call)?;
    let view = views::one(tx, &rcx.viewer, ledger, call.id())?;
    let query = match call.body.get("query") {
        Some(_) => Some(pages::checked(tx, rcx, ledger, call.text("query"))?),
        None => None,
    };
    let name = call.body.get("name").and_then(Value::as_str).unwrap_or(&view.name);
    let shared = call.body.get("shared").and_then(Value::as_bool).unwrap_or(view.shared);
    views::change(tx, &rcx.viewer, ledger, view.id, name, query.as_deref(), shared)?;
    Ok(Reply::ok(&stored_view(tx, rcx, ledger, view.id)?))
}

/// Deletes a view.
fn delete_view(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx, call: &Call) -> Result<Reply> {
    let id = call.id();
    views::delete(tx, &rcx.viewer, named(rcx, call)?, id)?;
    Ok(Reply::ok(&json!({ "id": id.to_string() })))
}

/// Chooses the view that the list opens with, or none.
fn set_usual(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx, call: &Call) -> Result<Reply> {
    let view = call.body.get("view").and_then(Value::as_str).and_then(|v| v.parse().ok());
    views::set_usual(tx, &rcx.viewer, named(rcx, call)?, view)?;
    Ok(Reply::ok(&json!({ "view": view.map(|v: Id| v.to_string()) })))
}

fn draft_type() -> Type {
    Type::Object(vec![
        required("id", Type::Id),
        required("ledger", Type::Words),
        required("record", or_null(Type::Id)),
        required("values", Type::Texts),
        required("at", Type::Words),
        required("kept_for_me", Type::Flag),
    ])
}

fn draft_told(draft: &Draft) -> Value {
    let values: Map<String, Value> = draft.unsent.form.iter().map(|(n, v)| (n.clone(), v.as_str().into())).collect();
    json!({
        "id": draft.id.to_string(),
        "ledger": draft.unsent.ledger,
        "record": draft.unsent.record.map(|r| r.to_string()),
        "values": values,
        "at": moment_exact(draft.at),
        "kept_for_me": draft.lost,
    })
}

/// The viewer's drafts, newest first.
fn all_drafts(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let found = drafts::list(tx, rcx.sys, rcx.viewer.account)?;
    Ok(Reply::ok(&found.iter().map(draft_told).collect::<Vec<_>>().into()))
}

/// One of the viewer's drafts.
fn one_draft(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    Ok(Reply::ok(&draft_told(&own_draft(tx, rcx, call.id())?)))
}

/// What was typed, in the order of the form; a name that the form does not have is refused.
fn form(ledger: &Ledger, call: &Call) -> Result<drafts::Form> {
    let empty = Map::new();
    let values = call.body.get("values").and_then(Value::as_object).unwrap_or(&empty);
    let known = |name: &str| name == ORG || name == "reason" || ledger.position(name).is_some();
    if let Some(name) = values.keys().find(|n| !known(n)) {
        return Err(Refusal::BadRequest(message("bad-field", &[("name", short(name).as_str().into())])).into());
    }
    Ok(values.iter().filter_map(|(n, v)| Some((n.clone(), v.as_str()?.to_owned()))).collect())
}

/// Keeps a form that is not ready to become a record.
fn save_draft(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let ledger = rcx.viewer.may_write(rcx.sys, call.text("ledger"))?.ledger;
    let record = match call.text("record") {
        "" => None,
        id => Some(hangji_web_core::facts::find(tx, rcx, ledger.name, id)?.1.record.id),
    };
    let unsent = Unsent { ledger: ledger.name.to_owned(), record, form: form(ledger, call)? };
    let id = drafts::save(tx, rcx.sys, cx, &unsent, None)?;
    Ok(Reply::created(&draft_told(&own_draft(tx, rcx, id)?), &format!("{DRAFTS}/{id}")))
}

/// Keeps other values in a draft.
fn change_draft(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let before = own_draft(tx, rcx, call.id())?;
    let ledger = rcx.viewer.may_write(rcx.sys, &before.unsent.ledger)?.ledger;
    let unsent = Unsent { form: form(ledger, call)?, ..before.unsent };
    let id = drafts::save(tx, rcx.sys, cx, &unsent, Some(before.id))?;
    Ok(Reply::ok(&draft_told(&own_draft(tx, rcx, id)?)))
}

/// Throws a draft away.
fn discard_draft(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx, call: &Call) -> Result<Reply> {
    let draft = own_draft(tx, rcx, call.id())?;
    drafts::discard(tx, rcx.viewer.account, draft.id)?;
    Ok(Reply::ok(&json!({ "id": draft.id.to_string() })))
}
