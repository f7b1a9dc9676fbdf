//! What somebody must do, from every source: the records whose tasks are open, and whatever else waits for them.
//!
//! Sources are registered ([`Source`]). What a source counts and lists is within what the viewer may see; the desk, the page
//! of tasks, the numbers in the menu and the API take it from here.

use std::collections::HashMap;
use std::sync::Arc;

use hangji_platform::Result;
use hangji_platform::ledger::declare::ORG;
use hangji_platform::ledger::list::shown;
use hangji_platform::ledger::{Kind, Ledger, naming};
use hangji_platform::tasks::open::{self, Count, Open, Wanted};
use hangji_platform::tasks::{Standing, Whose};
use hangji_store::{Day, Tx};
use hangji_ui::components::{Kind as Colour, Task};
use hangji_ui::tr_args;

use crate::app::App;
use crate::request::RequestCx;
use crate::words::platform;
use crate::{links, listing};

/// Something to do, from whichever source.
pub struct Todo {
    /// How pressing it is.
    pub standing: Standing,
    /// By when, where there is a day.
    pub due: Option<Day>,
    /// As the list shows it.
    pub task: Task,
}

/// Where tasks come from beside the tasks of records: imports waiting for a decision, what was returned, requests. A part of
/// the program that makes people wait for others registers its own.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// How many are overdue or wait without a day.
    pub pressing: fn(&mut Tx<'_>, &RequestCx<'_>) -> Result<i64>,
    /// The first of them, at most so many, the most pressing first.
    pub list: fn(&mut Tx<'_>, &RequestCx<'_>, i64) -> Result<Vec<Todo>>,
}

/// The sources that were registered.
#[derive(Debug, Default)]
pub(crate) struct Sources(pub(crate) Vec<Source>);

fn sources(app: &App) -> Arc<Sources> {
    app.state(|_| Sources::default())
}

/// How much is overdue, by ledger and in all.
pub struct Overdue {
    by_ledger: HashMap<&'static str, i64>,
    elsewhere: i64,
}

impl Overdue {
    /// The number beside the desk; none where nothing is.
    pub fn all(&self) -> Option<u32> {
        badge(self.by_ledger.values().sum::<i64>() + self.elsewhere)
    }

    /// The number beside a ledger.
    pub fn of(&self, ledger: &str) -> Option<u32> {
        badge(self.by_ledger.get(ledger).copied().unwrap_or(0))
    }
}

fn badge(count: i64) -> Option<u32> {
    u32::try_from(count).ok().filter(|n| *n > 0)
}

/// What the viewer is late with.
pub fn overdue(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Overdue> {
    let mut by_ledger: HashMap<&'static str, i64> = HashMap::new();
    for count in counts(tx, rcx, Whose::Mine)? {
        *by_ledger.entry(count.ledger.name).or_default() += count.overdue;
    }
    let mut elsewhere = 0;
    for source in &sources(rcx.app).0 {
        elsewhere += (source.pressing)(tx, rcx)?;
    }
    Ok(Overdue { by_ledger, elsewhere })
}

/// How many records carry each task.
pub fn counts<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, whose: Whose) -> Result<Vec<Count<'v>>> {
    open::counts(tx, rcx.sys, &rcx.viewer, whose, rcx.today)
}

/// The records that carry tasks.
pub fn tasks<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, whose: Whose, wanted: Wanted<'_>) -> Result<Vec<Open<'v>>> {
    open::list(tx, rcx.sys, &rcx.viewer, whose, rcx.today, wanted)
}

/// What waits for the viewer beside the tasks of records: at most `take` of each source.
pub fn elsewhere(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, take: i64) -> Result<Vec<Todo>> {
    let mut todo: Vec<Todo> = Vec::new();
    for source in &sources(rcx.app).0 {
        todo.extend((source.list)(tx, rcx, take)?);
    }
    Ok(todo)
}

/// The first things to do of what waits `elsewhere` and of the tasks of records, the most pressing first.
pub fn first(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, elsewhere: Vec<Todo>, take: i64) -> Result<Vec<Todo>> {
    let mut todo = elsewhere;
    let wanted = Wanted { take, ..Wanted::default() };
    todo.extend(tasks(tx, rcx, Whose::Mine, wanted)?.iter().map(|open| of_record(rcx, open)));
    todo.sort_by_key(|t| (t.standing, t.due));
    todo.truncate(take.max(0) as usize);
    Ok(todo)
}

/// A record's task as a task.
pub fn of_record(rcx: &RequestCx<'_>, open: &Open<'_>) -> Todo {
    let task = Task {
        kind: colour(open.standing),
        tag: rcx.t(open.task.title).to_owned(),
        title: title(rcx, open),
        href: links::record(open.ledger.name, open.line.record.id),
        detail: format!("{} · {}", days(rcx, open.due), rcx.t(open.task.asks)),
        steps: None,
    };
    Todo { standing: open.standing, due: Some(open.due), task }
}

/// The colour of a standing; its words stand beside it.
pub fn colour(standing: Standing) -> Colour {
    match standing {
        Standing::Overdue => Colour::Bad,
        Standing::Soon => Colour::Warn,
        Standing::Later => Colour::Info,
    }
}

/// Whose record it is and what it is called, unless it goes by its organisation.
fn title(rcx: &RequestCx<'_>, open: &Open<'_>) -> String {
    let name = name(rcx, open);
    if naming::parts(open.ledger).first() == Some(&ORG) { name } else { format!("{} · {name}", open.line.org_name) }
}

/// What the record is called: by its name, else by the first thing or person that it names.
fn name(rcx: &RequestCx<'_>, open: &Open<'_>) -> String {
    let ledger: &Ledger = open.ledger;
    if !ledger.named_by.is_empty() {
        return listing::name(rcx, ledger, &open.line);
    }
    let fields = ledger.fields.iter().enumerate().filter(|(_, f)| f.listed);
    let named = fields.filter(|(_, f)| matches!(f.kind, Kind::Record(_) | Kind::Text(_)));
    let mut texts = named.map(|(i, field)| {
        let name = open.line.names[i].as_deref();
        shown(field, &open.line.record.values[i], name, platform(rcx.lang), false)
    });
    texts.find(|t| !t.is_empty()).unwrap_or_else(|| listing::name(rcx, ledger, &open.line))
}

/// How far off a day is, in words.
pub fn days(rcx: &RequestCx<'_>, due: Day) -> String {
    let left = rcx.today.days_until(due);
    let day = due.to_string();
    match left {
        0 => tr_args(rcx.lang, "task-due-today", &[("day", (&day).into())]),
        1.. => tr_args(rcx.lang, "task-days-left", &[("days", left.into()), ("day", (&day).into())]),
        _ => tr_args(rcx.lang, "task-days-over", &[("days", (-left).into()), ("day", (&day).into())]),
    }
}
