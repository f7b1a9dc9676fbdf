//! What the desk shows: what is to be done, and what changed lately. Its figures are those of the areas of figures and
//! analysis, its pins those of pins.

use hangji_platform::Result;
use hangji_platform::journal::history;
use hangji_platform::ledger::page::Cursor;
use hangji_platform::tasks::open::{Open, Wanted};
use hangji_platform::tasks::{Standing, Whose};
use hangji_store::{Id, Tx};
use hangji_web_core::history::Names;
use hangji_web_core::operation::{Call, Operation, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::RequestCx;
use hangji_web_core::schema::{Type, list_of, or_null, required};
use hangji_web_core::words::moment_exact;
use hangji_web_core::{tasks, values};
use serde_json::{Value, json};

use super::ledgers::{term, words};
use super::records::{MOST, USUAL, following};
use crate::pages::tasks::{standing, whose};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let whose = || parameter("whose", Type::OneOf(&["mine", "others"]), "api-parameter-whose");
    let limit = || parameter("limit", Type::Whole(1, MOST), "api-parameter-limit");
    let operations = [
        Operation::get("/api/v1/tasks", "list_tasks", "api-list-tasks", all)
            .with(whose())
            .with(parameter("state", Type::OneOf(&["overdue", "soon", "later"]), "api-parameter-standing"))
            .with(parameter("duty", Type::Text(80), "api-parameter-duty"))
            .with(limit())
            .with(parameter("cursor", Type::Text(60), "api-parameter-cursor"))
            .gives(Type::Object(vec![
                required("tasks", list_of(task())),
                required("beside", list_of(beside())),
                required("next", or_null(Type::Words)),
            ])),
        Operation::get("/api/v1/tasks/counts", "count_tasks", "api-count-tasks", counts)
            .with(whose())
            .gives(list_of(count())),
        Operation::get("/api/v1/changes", "list_changes", "api-list-changes", changes)
            .with(parameter("limit", Type::Whole(1, MOST_CHANGES), "api-parameter-limit"))
            .gives(list_of(change())),
    ];
    operations.into_iter().map(|o| o.tag("desk")).collect()
}

fn standings() -> Type {
    Type::OneOf(&["overdue", "soon", "later"])
}

fn task() -> Type {
    Type::Object(vec![
        required("duty", Type::Words),
        required("title", term()),
        required("asks", term()),
        required("standing", standings()),
        required("due", Type::Day),
        required("ledger", Type::Words),
        required("record", Type::Anything),
    ])
}

fn told(rcx: &RequestCx<'_>, open: &Open<'_>) -> Value {
    json!({
        "duty": open.task.id,
        "title": words(open.task.title),
        "asks": words(open.task.asks),
        "standing": open.standing.code(),
        "due": open.due.to_string(),
        "ledger": open.ledger.name,
        "record": values::to_json(rcx, open.ledger, &open.line, None, false),
    })
}

/// What waits beside the tasks of records.
fn beside() -> Type {
    Type::Object(vec![
        required("what", Type::Words),
        required("title", Type::Words),
        required("standing", standings()),
        required("due", or_null(Type::Day)),
        required("page", Type::Words),
    ])
}

/// The tasks of records, the most pressing first, and on the first page what else waits for the viewer.
fn all(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let params = &rcx.head.params;
    let (whose, standing, task) = (whose(rcx)?, standing(rcx)?, params.get("duty"));
    let take = params.count("limit", 1, MOST, USUAL)?;
    // The order is that of days, which changes with every day: the cursor holds how many were passed.
    let of = format!("tasks {} {:?} {task:?}", whose == Whose::Mine, standing.map(Standing::code));
    let place = params.get("cursor").map(|text| Cursor::parse(text, &of)).transpose()?;
    let skip = place.map_or(0, |p| p.record.0);
    let mut found = tasks::tasks(tx, rcx, whose, Wanted { task, standing, skip, take: take + 1 })?;
    let more = found.len() as i64 > take;
    found.truncate(take as usize);
    let next = more.then(|| Cursor { record: Id(skip + take), entry: 0 }.cursor(&of));
    let mut others = Vec::new();
    if whose == Whose::Mine && skip == 0 && task.is_none() {
        others = tasks::elsewhere(tx, rcx, take)?;
        others.retain(|t| standing.is_none_or(|s| s == t.standing));
    }
    let other = |t: &tasks::Todo| {
        json!({
            "what": t.task.tag, "title": t.task.title, "standing": t.standing.code(), "due": t.due.map(|d| d.to_string()),
            "page": t.task.href,
        })
    };
    let tasks: Vec<Value> = found.iter().map(|open| told(rcx, open)).collect();
    let beside: Vec<Value> = others.iter().map(other).collect();
    let out = json!({ "tasks": tasks, "beside": beside, "next": next });
    Ok(Reply::ok(&out).next(next.map(|cursor| following(rcx, &cursor))))
}

fn count() -> Type {
    let number = || Type::Whole(0, i64::MAX);
    Type::Object(vec![
        required("duty", Type::Words),
        required("title", term()),
        required("ledger", Type::Words),
        required("source", or_null(term())),
        required("overdue", number()),
        required("soon", number()),
        required("later", number()),
    ])
}

/// How many records carry each task.
fn counts(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let counts = tasks::counts(tx, rcx, whose(rcx)?)?;
    let told = |c: &hangji_platform::tasks::open::Count<'_>| {
        json!({
            "duty": c.task.id, "title": words(c.task.title), "ledger": c.ledger.name, "source": c.task.source.map(words),
            "overdue": c.overdue, "soon": c.soon, "later": c.later,
        })
    };
    Ok(Reply::ok(&counts.iter().map(told).collect::<Vec<_>>().into()))
}

/// Changes told at once, at most: each is looked up among the last of the journal.
const MOST_CHANGES: i64 = 50;

fn change() -> Type {
    Type::Object(vec![
        required("at", Type::Words),
        required("by", Type::Words),
        required("act", Type::Words),
        required("ledger", Type::Words),
        required("record", or_null(Type::Id)),
        required("import", or_null(Type::Id)),
        required("entries", Type::Whole(1, i64::MAX)),
    ])
}

/// What changed lately among the records that the viewer sees, newest first; an import or its undo is one.
fn changes(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let take = rcx.head.params.count("limit", 1, MOST_CHANGES, 20)?;
    let mut names = Names::default();
    let mut out: Vec<Value> = Vec::new();
    for passed in history::lately(tx, rcx.sys, &rcx.viewer, take as usize)? {
        let entry = &passed.latest;
        let alone = entry.batch == Id::default();
        out.push(json!({
            "at": moment_exact(entry.at),
            "by": names.actor(tx, rcx, entry.actor)?,
            "act": entry.act.code(),
            "ledger": entry.ledger,
            "record": alone.then(|| entry.record.to_string()),
            "import": (!alone).then(|| entry.batch.to_string()),
            "entries": passed.entries,
        }));
    }
    Ok(Reply::ok(&out.into()))
}
