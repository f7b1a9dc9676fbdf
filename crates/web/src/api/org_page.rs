//! What the page of an organisation tells, for programs: what is found within it, its history, and the sections that
//! ledgers declare. What the viewer does not see has neither a name nor an id here.

use hangji_platform::Result;
use hangji_platform::ledger::Ledger;
use hangji_platform::ledger::list::Line;
use hangji_platform::ledger::section::{OverTime, SectionView};
use hangji_platform::search::{Found, in_ledger};
use hangji_platform::tree::lineage::{self, Event, Role, Source, Told, What};
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::tree::{CHANGES, ORGANISATIONS, branch};
use hangji_store::{Day, Tx};
use hangji_web_core::operation::{Call, Operation, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::RequestCx;
use hangji_web_core::schema::{Type, list_of, or_null, required};
use hangji_web_core::values;
use serde_json::{Value, json};

use super::orgs::{end, told};
use super::records::{MOST, USUAL};
use crate::pages::org::sections;
use crate::search;

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let limit = || parameter("limit", Type::Whole(1, MOST), "api-parameter-limit");
    let on = || parameter("on", Type::Day, "api-parameter-on");
    let found =
        Type::Object(vec![required("count", Type::Whole(0, i64::MAX)), required("orgs", list_of(Type::Named("Org")))]);
    let operations = [
        Operation::get("/api/v1/orgs/{code}/find", "find_orgs", "api-find-orgs", find)
            .with(parameter("q", Type::Text(100), "api-parameter-q"))
            .with(on())
            .with(limit())
            .gives(found),
        Operation::get("/api/v1/orgs/{code}/lineage", "get_org_lineage", "api-org-lineage", history)
            .gives(lineage_type()),
        Operation::get("/api/v1/orgs/{code}/sections", "list_org_sections", "api-org-sections", sections_of)
            .with(limit())
            .gives(list_of(section_type())),
    ];
    operations.into_iter().map(|o| o.tag("orgs")).collect()
}

/// An organisation named beside another; none where the viewer does not see it.
fn named_type() -> Type {
    or_null(Type::Object(vec![required("code", Type::Words), required("name", Type::Words)]))
}

fn lineage_type() -> Type {
    let stretch = Type::Object(vec![
        required("from", Type::Day),
        required("to", or_null(Type::Day)),
        required("name", Type::Words),
        required("kind", Type::Words),
    ]);
    let lane = Type::Object(vec![
        required("role", Type::OneOf(&["above", "itself", "came", "took"])),
        required("org", named_type()),
        required("stretches", list_of(stretch)),
    ]);
    let record = Type::Object(vec![required("ledger", Type::Words), required("id", Type::Id)]);
    let event = Type::Object(vec![
        required("on", Type::Day),
        required("what", Type::OneOf(WHAT)),
        required("from", or_null(Type::Words)),
        required("to", or_null(Type::Words)),
        required("other", named_type()),
        required("record", or_null(record)),
    ]);
    Type::Object(vec![required("lanes", list_of(lane)), required("events", list_of(event))])
}

fn section_type() -> Type {
    let record = Type::Object(vec![
        required("from", or_null(Type::Day)),
        required("to", or_null(Type::Day)),
        required("record", Type::Anything),
    ]);
    Type::Object(vec![
        required("ledger", Type::Words),
        required("title", Type::Words),
        required("view", Type::OneOf(&["named", "names", "over_time"])),
        required("count", Type::Whole(0, i64::MAX)),
        required("records", list_of(record)),
    ])
}

/// The organisations within one's territory that a question finds, by any name they have borne, as they were on the day;
/// those that did not stand then are counted but not given.
fn find(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let org = lookup::by_code(tx, &rcx.scope, call.at("code"))?;
    let ledger = rcx.viewer.may_read(rcx.sys, ORGANISATIONS)?;
    let (on, take) = (rcx.on()?, rcx.head.params.count("limit", 1, MOST, USUAL)?);
    let scope = rcx.scope.narrowed(tx, org.id)?;
    let found = match search::question(&rcx.head.params)? {
        Some(question) => in_ledger(tx, rcx.sys, &scope, ledger, &question, 0, take)?,
        None => Found::default(),
    };
    let standing = branch::standing_of(tx, &scope, &found.records, on)?;
    let orgs: Vec<Value> = found.records.iter().filter_map(|id| standing.get(id)).map(told).collect();
    Ok(Reply::ok(&json!({ "count": found.count, "orgs": orgs })))
}

/// The history of an organisation.
fn history(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let org = lookup::by_code(tx, &rcx.scope, call.at("code"))?;
    let told = lineage::of(tx, &rcx.scope, org.id)?;
    let lanes = told.lineage.lanes.iter().map(|lane| {
        let role = match lane.role {
            Role::Above => "above",
            Role::Itself => "itself",
            Role::Came => "came",
            Role::Took => "took",
        };
        let stretch = |s: &lineage::Stretch| {
            json!({ "from": s.from.to_string(), "to": end(s.to), "name": s.name, "kind": s.kind })
        };
        json!({ "role": role, "org": named(&told, lane.org), "stretches": lane.stretches.iter().map(stretch).collect::<Vec<_>>() })
    });
    let lanes: Vec<Value> = lanes.collect();
    let events: Vec<Value> = told.lineage.events.iter().map(|e| event(rcx, &told, e)).collect();
    Ok(Reply::ok(&json!({ "lanes": lanes, "events": events })))
}

fn named(told: &Told, org: i64) -> Value {
    told.known.get(&org).map_or(Value::Null, |k| json!({ "code": k.code, "name": k.name }))
}

/// The words for what happened.
const WHAT: &[&str] = &["set_up", "renamed", "converted", "moved", "followed", "received", "merged", "dissolved"];

fn event(rcx: &RequestCx<'_>, told: &Told, event: &Event) -> Value {
    let (what, from, to) = match &event.what {
        What::SetUp => (0, None, None),
        What::Renamed { from, to } => (1, Some(from), Some(to)),
        What::Converted { from, to } => (2, Some(from), Some(to)),
        What::Moved => (3, None, None),
        What::Followed => (4, None, None),
        What::Received => (5, None, None),
        What::Merged => (6, None, None),
        What::Dissolved => (7, None, None),
    };
    let record = event.record.map(|r| match r {
        Source::Organisation(id) => (ORGANISATIONS, id),
        Source::Change(id, _) => (CHANGES, id),
    });
    let record = record.filter(|(ledger, _)| rcx.viewer.may_read(rcx.sys, ledger).is_ok());
    json!({
        "on": event.on.to_string(),
        "what": WHAT[what],
        "from": from,
        "to": to,
        "other": event.other.map_or(Value::Null, |id| named(told, id)),
        "record": record.map(|(ledger, id)| json!({ "ledger": ledger, "id": id.to_string() })),
    })
}

/// The sections that ledgers declare for the page of an organisation.
fn sections_of(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let org = lookup::by_code(tx, &rcx.scope, call.at("code"))?;
    let take = rcx.head.params.count("limit", 1, MOST, USUAL)?;
    let mut out = Vec::new();
    for ledger in &rcx.sys.ledgers {
        let Some(section) = ledger.section else { continue };
        let Ok(ledger) = rcx.viewer.may_read(rcx.sys, ledger.name) else { continue };
        let (view, count, records) = match section.view {
            SectionView::Named(by) => {
                let one = record_named(tx, rcx, &org, ledger, by)?;
                ("named", one.len() as i64, one)
            }
            SectionView::Names => {
                let (count, lines) = sections::own(tx, rcx, org.id, ledger, take)?;
                ("names", count, lines.iter().map(|l| recorded(rcx, ledger, l, None)).collect())
            }
            SectionView::OverTime(view) => {
                let (count, lines) = sections::own(tx, rcx, org.id, ledger, take)?;
                ("over_time", count, over_time(rcx, ledger, view, &lines))
            }
        };
        out.push(json!({
            "ledger": ledger.name, "title": rcx.t(section.title), "view": view, "count": count, "records": records,
        }));
    }
    Ok(Reply::ok(&out.into()))
}

/// A record of a section, with the days on which it holds.
fn recorded(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, held: Option<(Day, Day)>) -> Value {
    json!({
        "from": held.map(|(from, _)| from.to_string()),
        "to": held.and_then(|(_, to)| end(to)),
        "record": values::to_json(rcx, ledger, line, None, false),
    })
}

fn over_time(rcx: &RequestCx<'_>, ledger: &Ledger, view: OverTime, lines: &[Line]) -> Vec<Value> {
    let records: Vec<_> = lines.iter().map(|l| &l.record).collect();
    let held = view.stretches(ledger, &records);
    held.iter().map(|h| recorded(rcx, ledger, &lines[h.at], Some((h.from, h.to)))).collect()
}

fn record_named(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: &Org, ledger: &Ledger, by: &str) -> Result<Vec<Value>> {
    let line = sections::line_named(tx, rcx, org, ledger, by)?;
    Ok(line.iter().map(|l| recorded(rcx, ledger, l, None)).collect())
}
