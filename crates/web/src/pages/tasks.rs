//! Everything one must do, or others in the territory must, by how pressing it is.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::tasks::open::{Count, Wanted};
use hangji_platform::tasks::{Standing, Whose};
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{card, empty_state, heading, pager, segmented, tasks as task_list};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::paging::steps;
use hangji_web_core::request::{RequestCx, RequestHead, Shared, short};
use hangji_web_core::tasks::{self, Todo};
use hangji_web_core::words::message;

/// Tasks on one page.
const ROWS: i64 = 50;

/// What the address asks for.
struct Query<'q> {
    whose: Whose,
    standing: Option<Standing>,
    task: Option<&'q str>,
    page: i64,
}

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["whose", "state", "duty", "page"])?;
        let counts = tasks::counts(tx, rcx, whose(rcx)?)?;
        let query = query(rcx, &counts)?;
        content(tx, rcx, &query, &counts)
    })
    .await
}

/// Whose tasks the address asks for.
pub(crate) fn whose(rcx: &RequestCx<'_>) -> Result<Whose> {
    match rcx.head.params.get("whose") {
        None | Some("mine") => Ok(Whose::Mine),
        Some("others") => Ok(Whose::Others),
        Some(other) => Err(wrong("whose", other, "mine, others")),
    }
}

/// The standing that the address asks for.
pub(crate) fn standing(rcx: &RequestCx<'_>) -> Result<Option<Standing>> {
    let read = |code| Standing::from_code(code).ok_or_else(|| wrong("state", code, "overdue, soon, later"));
    rcx.head.params.get("state").map(read).transpose()
}

fn wrong(name: &str, value: &str, known: &str) -> anyhow::Error {
    let value = short(value);
    let args = [("name", name.into()), ("value", (&value).into()), ("known", known.into())];
    Refusal::BadRequest(message("bad-choice", &args)).into()
}

fn query<'v>(rcx: &'v RequestCx<'_>, counts: &[Count<'_>]) -> Result<Query<'v>> {
    let task = rcx.head.params.get("duty");
    if let Some(id) = task
        && counts.iter().all(|c| c.task.id != id)
        && rcx.sys.ledgers.iter().all(|l| l.tasks.iter().all(|d| d.id != id))
    {
        let known: Vec<&str> = counts.iter().map(|c| c.task.id).collect();
        return Err(wrong("duty", id, &known.join(", ")));
    }
    let page = rcx.head.params.count("page", 1, i64::MAX / ROWS, 1)?;
    Ok(Query { whose: whose(rcx)?, standing: standing(rcx)?, task, page })
}

impl Query<'_> {
    /// The address of the same list with another standing or task.
    fn href(&self, standing: Option<Standing>, task: Option<&str>) -> String {
        let whose = if self.whose == Whose::Others { "whose=others&" } else { "" };
        let state = standing.map_or(String::new(), |s| format!("state={}&", s.code()));
        let task = task.map_or(String::new(), |d| format!("duty={d}&"));
        let query = format!("{whose}{state}{task}");
        if query.is_empty() { "/tasks".to_owned() } else { format!("/tasks?{}", query.trim_end_matches('&')) }
    }
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, query: &Query<'_>, counts: &[Count<'_>]) -> Result<Content> {
    let lang = rcx.lang;
    let mine = query.whose == Whose::Mine;
    let (title, about) =
        if mine { ("tasks-title", "tasks-about") } else { ("tasks-others-title", "tasks-others-about") };
    let all = |c: &Count<'_>| Standing::ALL.iter().map(|s| c.of(*s)).sum::<i64>();
    let chosen = counts.iter().filter(|c| query.task.is_none_or(|d| d == c.task.id));
    let total: i64 = chosen.map(|c| query.standing.map_or_else(|| all(c), |s| c.of(s))).sum();
    let pages = ((total + ROWS - 1) / ROWS).max(1);
    let page = query.page.min(pages);
    // What waits beside the records belongs to no kind of task; it stands before them on the first page.
    let elsewhere = if mine && query.task.is_none() { tasks::elsewhere(tx, rcx, ROWS)? } else { Vec::new() };
    let wanted = Wanted { task: query.task, standing: query.standing, skip: (page - 1) * ROWS, take: ROWS };
    let found = tasks::tasks(tx, rcx, query.whose, wanted)?;
    let fits = |t: &&Todo| query.standing.is_none_or(|s| t.standing == s);
    let total_elsewhere = elsewhere.iter().filter(fits).count() as i64;
    let mut items: Vec<_> = Vec::new();
    if page == 1 {
        items.extend(elsewhere.iter().filter(fits).map(|t| t.task.clone()));
    }
    items.extend(found.iter().map(|open| tasks::of_record(rcx, open).task));
    let body = html! {
        @if items.is_empty() { (empty_state(&tr(lang, "desk-nothing"), &tr(lang, "desk-nothing-hint"))) }
        @else {
            (task_list(&items))
            @if pages > 1 { (pager(lang, &steps(rcx, page, pages, total, found.len() as i64))) }
        }
    };
    let main = html! {
        (heading(&tr(lang, title), &tr(lang, about), by_standing(rcx, query, counts, &elsewhere)))
        @if counts.len() > 1 { (by_duty(rcx, query, counts)) }
        (card(&tr_args(lang, "tasks-count", &[("count", (total + total_elsewhere).into())]), html! {}, body))
    };
    let desk = (tr(lang, "desk-title").into_owned(), Some("/".to_owned()));
    Ok(Content::new(tr(lang, title), "/", main).at(vec![desk, (tr(lang, title).into_owned(), None)]))
}

/// The switch between what is overdue, pressing and later, each with its number.
fn by_standing(rcx: &RequestCx<'_>, query: &Query<'_>, counts: &[Count<'_>], elsewhere: &[Todo]) -> Markup {
    let chosen = || counts.iter().filter(|c| query.task.is_none_or(|d| d == c.task.id));
    let all = (tr(rcx.lang, "tasks-all").into_owned(), query.href(None, query.task), query.standing.is_none());
    let one = |s: Standing| {
        let count =
            chosen().map(|c| c.of(s)).sum::<i64>() + elsewhere.iter().filter(|t| t.standing == s).count() as i64;
        let words = format!("{} {count}", tr(rcx.lang, standing_key(s)));
        (words, query.href(Some(s), query.task), query.standing == Some(s))
    };
    let items: Vec<_> = std::iter::once(all).chain(Standing::ALL.map(one)).collect();
    segmented(&tr(rcx.lang, "tasks-by-state"), &items)
}

/// The word of a standing.
pub(crate) fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Overdue => "task-overdue",
        Standing::Soon => "task-soon",
        Standing::Later => "task-later",
    }
}

/// The tasks as links, with what rule they follow from.
fn by_duty(rcx: &RequestCx<'_>, query: &Query<'_>, counts: &[Count<'_>]) -> Markup {
    let all = tr(rcx.lang, "tasks-every-duty");
    html! {
        nav.duties aria-label=(tr(rcx.lang, "tasks-by-duty")) {
            ul {
                li { a href=(query.href(query.standing, None)) aria-current=[query.task.is_none().then_some("true")] { (all) } }
                @for count in counts {
                    @let current = (query.task == Some(count.task.id)).then_some("true");
                    li {
                        a href=(query.href(query.standing, Some(count.task.id))) aria-current=[current] {
                            (rcx.t(count.ledger.title)) " · " (rcx.t(count.task.title)) " "
                            b { (count.overdue + count.soon + count.later) }
                        }
                        @if let Some(source) = count.task.source.filter(|_| current.is_some()) {
                            small { (tr(rcx.lang, "tasks-source")) (rcx.t(source)) }
                        }
                    }
                }
            }
        }
    }
}
