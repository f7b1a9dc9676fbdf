//! Search: what a question finds, by kind; and the pages of help.

use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::ledger::page::Cursor;
use hangji_platform::search::{MOST, words};
use hangji_store::{Id, Tx};
use hangji_ui::components::Finding;
use hangji_ui::help::topics;
use hangji_web_core::background::freshen;
use hangji_web_core::operation::{Call, Operation, Sent, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::schema::{Type, list_of, or_null, required};
use serde_json::{Value, json};

use super::files::lang;
use super::records::following;
use crate::search::{Group, Part, everything, one, question};

/// Found things at once: usual and greatest number.
const USUAL: i64 = 10;
/// See [`USUAL`].
const AT_ONCE: i64 = 100;

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let topic = Type::Object(vec![
        required("name", Type::Words),
        required("title", Type::Words),
        required("text", Type::Words),
    ]);
    let operations = [
        Operation::own("GET", "/api/v1/search", "search", "api-search", |a, r, s| Box::pin(search(a, r, s)))
            .with(parameter("q", Type::Text(words::LONGEST), "api-parameter-question"))
            .with(parameter("kind", Type::Text(60), "api-parameter-kind"))
            .with(parameter("limit", Type::Whole(1, AT_ONCE), "api-parameter-limit"))
            .with(parameter("cursor", Type::Text(60), "api-parameter-cursor"))
            .with(lang())
            .gives(Type::Object(vec![required("groups", list_of(group())), required("next", or_null(Type::Words))])),
        Operation::get("/api/v1/help", "list_help", "api-list-help", help).with(lang()).gives(list_of(topic)),
    ];
    operations.into_iter().map(|o| o.tag("search")).collect()
}

fn group() -> Type {
    let found = Type::Object(vec![
        required("name", Type::Words),
        required("place", Type::Words),
        required("field", Type::Words),
        required("passage", Type::Words),
        required("page", Type::Words),
    ]);
    Type::Object(vec![
        required("kind", Type::Words),
        required("title", Type::Words),
        required("count", Type::Whole(0, MOST + 1)),
        required("found", list_of(found)),
    ])
}

fn told(group: &Group) -> Value {
    let finding = |f: &Finding| json!({ "name": f.name.text, "place": f.place, "field": f.field, "passage": f.passage.text, "page": f.href });
    let found: Vec<Value> = group.found.iter().map(finding).collect();
    json!({ "kind": group.name, "title": group.title, "count": group.count, "found": found })
}

/// The index first takes in what has just been written, so that a program finds what it has just entered.
async fn search(app: Shared, head: RequestHead, sent: Sent) -> Response {
    if head.token.is_some() {
        freshen(&app).await;
    }
    app.reply(head, move |tx, rcx| {
        sent.open(rcx)?;
        found(tx, rcx)
    })
    .await
}

/// Some of every kind, or one kind page by page.
fn found(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Reply> {
    let params = &rcx.head.params;
    let take = params.count("limit", 1, AT_ONCE, USUAL)?;
    let Some(question) = question(params)? else { return Ok(Reply::ok(&json!({ "groups": [], "next": null }))) };
    let Some(kind) = params.get("kind") else {
        let groups = everything(tx, rcx, &question, Part { skip: 0, take })?;
        return Ok(Reply::ok(&json!({ "groups": groups.iter().map(told).collect::<Vec<_>>(), "next": null })));
    };
    // The best come first, and what is best changes with what is entered: the cursor holds how many were passed.
    let of = format!("search {kind} {}", question.whole());
    let place = params.get("cursor").map(|text| Cursor::parse(text, &of)).transpose()?;
    let skip = place.map_or(0, |p| p.record.0);
    let group = one(tx, rcx, kind, &question, Part { skip, take })?;
    let more = group.count > skip + take && skip + take < MOST;
    let next = more.then(|| Cursor { record: Id(skip + take), entry: 0 }.cursor(&of));
    Ok(Reply::ok(&json!({ "groups": [told(&group)], "next": next })).next(next.map(|c| following(rcx, &c))))
}

/// The pages of help, whole.
fn help(_: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let lang = rcx.lang;
    let topic = |t: &hangji_ui::help::Topic| json!({ "name": t.name, "title": t.title(lang), "text": t.plain(lang) });
    Ok(Reply::ok(&topics().map(topic).collect::<Vec<Value>>().into()))
}
