//! Search: what a question finds, by kind; and the pages of help.

use axum::response::Response;
use hangji_pages::help::TOPICS;
use hangji_pages::parts::Finding;
use hangji_platform::Result;
use hangji_platform::ledger::page::Place;
use hangji_platform::search::{MOST, words};
use hangji_store::{Id, Tx};
use serde_json::{Value, json};

use super::files::lang;
use super::operation::{Call, Operation, Sent, parameter};
use super::records::following;
use super::reply::Reply;
use super::schema::{Type, list_of, must, or_null};
use crate::request::{Asked, Shared, Visit};
use crate::search::{Group, Part, everything, freshen, one, question};

/// Found things at once: usual and greatest number.
const USUAL: i64 = 10;
/// See [`USUAL`].
const AT_ONCE: i64 = 100;

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let topic = Type::Object(vec![must("name", Type::Words), must("title", Type::Words), must("text", Type::Words)]);
    let operations = [
        Operation::own("GET", "/api/v1/search", "search", "api-search", |a, r, s| Box::pin(search(a, r, s)))
            .with(parameter("q", Type::Text(words::LONGEST), "api-parameter-question"))
            .with(parameter("kind", Type::Text(60), "api-parameter-kind"))
            .with(parameter("limit", Type::Whole(1, AT_ONCE), "api-parameter-limit"))
            .with(parameter("cursor", Type::Text(60), "api-parameter-cursor"))
            .with(lang())
            .gives(Type::Object(vec![must("groups", list_of(group())), must("next", or_null(Type::Words))])),
        Operation::get("/api/v1/help", "list_help", "api-list-help", help).with(lang()).gives(list_of(topic)),
    ];
    operations.into_iter().map(|o| o.tag("search")).collect()
}

fn group() -> Type {
    let found = Type::Object(vec![
        must("name", Type::Words),
        must("place", Type::Words),
        must("field", Type::Words),
        must("passage", Type::Words),
        must("page", Type::Words),
    ]);
    Type::Object(vec![
        must("kind", Type::Words),
        must("title", Type::Words),
        must("count", Type::Whole(0, MOST + 1)),
        must("found", list_of(found)),
    ])
}

fn told(group: &Group) -> Value {
    let finding = |f: &Finding| json!({ "name": f.name.text, "place": f.place, "field": f.field, "passage": f.passage.text, "page": f.href });
    let found: Vec<Value> = group.found.iter().map(finding).collect();
    json!({ "kind": group.name, "title": group.title, "count": group.count, "found": found })
}

/// The index first takes in what has just been written, so that a program finds what it has just entered.
async fn search(app: Shared, asked: Asked, sent: Sent) -> Response {
    if asked.token.is_some() {
        freshen(&app).await;
    }
    app.reply(asked, move |tx, visit| {
        sent.open(visit)?;
        found(tx, visit)
    })
    .await
}

/// Some of every kind, or one kind page by page.
fn found(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Reply> {
    let params = &visit.asked.params;
    let take = params.count("limit", 1, AT_ONCE, USUAL)?;
    let Some(question) = question(params)? else { return Ok(Reply::ok(&json!({ "groups": [], "next": null }))) };
    let Some(kind) = params.get("kind") else {
        let groups = everything(tx, visit, &question, Part { skip: 0, take })?;
        return Ok(Reply::ok(&json!({ "groups": groups.iter().map(told).collect::<Vec<_>>(), "next": null })));
    };
    // The best come first, and what is best changes with what is entered: the cursor holds how many were passed.
    let of = format!("search {kind} {}", question.whole());
    let place = params.get("cursor").map(|text| Place::of_cursor(text, &of)).transpose()?;
    let skip = place.map_or(0, |p| p.record.0);
    let group = one(tx, visit, kind, &question, Part { skip, take })?;
    let more = group.count > skip + take && skip + take < MOST;
    let next = more.then(|| Place { record: Id(skip + take), entry: 0 }.cursor(&of));
    Ok(Reply::ok(&json!({ "groups": [told(&group)], "next": next })).next(next.map(|c| following(visit, &c))))
}

/// The pages of help, whole.
fn help(_: &mut Tx<'_>, visit: &Visit<'_>, _: &Call) -> Result<Reply> {
    let lang = visit.lang;
    let topic =
        |t: &hangji_pages::help::Topic| json!({ "name": t.name, "title": t.title(lang), "text": t.plain(lang) });
    Ok(Reply::ok(&TOPICS.iter().map(topic).collect::<Vec<Value>>().into()))
}
