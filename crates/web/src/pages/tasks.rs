//! Everything one must do, or others in the territory must, by how pressing it is.

use axum::extract::State;
use axum::response::Response;
use hangji_pages::parts::{card, empty_state, heading, pager, segmented, tasks as task_list};
use hangji_pages::{Markup, html, tr, tr_args};
use hangji_platform::duty::open::{Count, Wanted};
use hangji_platform::duty::{Standing, Whose};
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;

use super::ledger_list::steps;
use crate::answer::Content;
use crate::request::{Asked, Shared, Visit, short};
use crate::tasks::{self, Todo};
use crate::words::said;

/// Tasks on one page.
const ROWS: i64 = 50;

/// What the address asks for.
struct Query<'q> {
    whose: Whose,
    standing: Option<Standing>,
    duty: Option<&'q str>,
    page: i64,
}

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&["whose", "state", "duty", "page"])?;
        let counts = tasks::counts(tx, visit, whose(visit)?)?;
        let query = query(visit, &counts)?;
        content(tx, visit, &query, &counts)
    })
    .await
}

/// Whose tasks the address asks for.
pub(crate) fn whose(visit: &Visit<'_>) -> Result<Whose> {
    match visit.asked.params.get("whose") {
        None | Some("mine") => Ok(Whose::Mine),
        Some("others") => Ok(Whose::Others),
        Some(other) => Err(wrong("whose", other, "mine, others")),
    }
}

/// The standing that the address asks for.
pub(crate) fn standing(visit: &Visit<'_>) -> Result<Option<Standing>> {
    let read = |code| Standing::from_code(code).ok_or_else(|| wrong("state", code, "overdue, soon, later"));
    visit.asked.params.get("state").map(read).transpose()
}

fn wrong(name: &str, value: &str, known: &str) -> anyhow::Error {
    let value = short(value);
    let args = [("name", name.into()), ("value", (&value).into()), ("known", known.into())];
    Refusal::BadRequest(said("bad-choice", &args)).into()
}

fn query<'v>(visit: &'v Visit<'_>, counts: &[Count<'_>]) -> Result<Query<'v>> {
    let duty = visit.asked.params.get("duty");
    if let Some(id) = duty
        && counts.iter().all(|c| c.duty.id != id)
        && visit.sys.ledgers.iter().all(|l| l.duties.iter().all(|d| d.id != id))
    {
        let known: Vec<&str> = counts.iter().map(|c| c.duty.id).collect();
        return Err(wrong("duty", id, &known.join(", ")));
    }
    let page = visit.asked.params.count("page", 1, i64::MAX / ROWS, 1)?;
    Ok(Query { whose: whose(visit)?, standing: standing(visit)?, duty, page })
}

impl Query<'_> {
    /// The address of the same list with another standing or duty.
    fn href(&self, standing: Option<Standing>, duty: Option<&str>) -> String {
        let whose = if self.whose == Whose::Others { "whose=others&" } else { "" };
        let state = standing.map_or(String::new(), |s| format!("state={}&", s.code()));
        let duty = duty.map_or(String::new(), |d| format!("duty={d}&"));
        let query = format!("{whose}{state}{duty}");
        if query.is_empty() { "/tasks".to_owned() } else { format!("/tasks?{}", query.trim_end_matches('&')) }
    }
}

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>, query: &Query<'_>, counts: &[Count<'_>]) -> Result<Content> {
    let lang = visit.lang;
    let mine = query.whose == Whose::Mine;
    let (title, about) =
        if mine { ("tasks-title", "tasks-about") } else { ("tasks-others-title", "tasks-others-about") };
    let all = |c: &Count<'_>| Standing::ALL.iter().map(|s| c.of(*s)).sum::<i64>();
    let chosen = counts.iter().filter(|c| query.duty.is_none_or(|d| d == c.duty.id));
    let total: i64 = chosen.map(|c| query.standing.map_or_else(|| all(c), |s| c.of(s))).sum();
    let pages = ((total + ROWS - 1) / ROWS).max(1);
    let page = query.page.min(pages);
    // What waits beside the records belongs to no kind of duty; it stands before them on the first page.
    let elsewhere = if mine && query.duty.is_none() { tasks::elsewhere(tx, visit, ROWS)? } else { Vec::new() };
    let wanted = Wanted { duty: query.duty, standing: query.standing, skip: (page - 1) * ROWS, take: ROWS };
    let found = tasks::duties(tx, visit, query.whose, wanted)?;
    let fits = |t: &&Todo| query.standing.is_none_or(|s| t.standing == s);
    let total_elsewhere = elsewhere.iter().filter(fits).count() as i64;
    let mut items: Vec<_> = Vec::new();
    if page == 1 {
        items.extend(elsewhere.iter().filter(fits).map(|t| t.task.clone()));
    }
    items.extend(found.iter().map(|open| tasks::of_duty(visit, open).task));
    let body = html! {
        @if items.is_empty() { (empty_state(&tr(lang, "desk-nothing"), &tr(lang, "desk-nothing-hint"))) }
        @else {
            (task_list(&items))
            @if pages > 1 { (pager(lang, &steps(visit, page, pages, total, found.len() as i64))) }
        }
    };
    let main = html! {
        (heading(&tr(lang, title), &tr(lang, about), by_standing(visit, query, counts, &elsewhere)))
        @if counts.len() > 1 { (by_duty(visit, query, counts)) }
        (card(&tr_args(lang, "tasks-count", &[("count", (total + total_elsewhere).into())]), html! {}, body))
    };
    let desk = (tr(lang, "desk-title").into_owned(), Some("/".to_owned()));
    Ok(Content::new(tr(lang, title), "/", main).at(vec![desk, (tr(lang, title).into_owned(), None)]))
}

/// The switch between what is overdue, pressing and later, each with its number.
fn by_standing(visit: &Visit<'_>, query: &Query<'_>, counts: &[Count<'_>], elsewhere: &[Todo]) -> Markup {
    let chosen = || counts.iter().filter(|c| query.duty.is_none_or(|d| d == c.duty.id));
    let all = (tr(visit.lang, "tasks-all").into_owned(), query.href(None, query.duty), query.standing.is_none());
    let one = |s: Standing| {
        let count =
            chosen().map(|c| c.of(s)).sum::<i64>() + elsewhere.iter().filter(|t| t.standing == s).count() as i64;
        let words = format!("{} {count}", tr(visit.lang, standing_key(s)));
        (words, query.href(Some(s), query.duty), query.standing == Some(s))
    };
    let items: Vec<_> = std::iter::once(all).chain(Standing::ALL.map(one)).collect();
    segmented(&tr(visit.lang, "tasks-by-state"), &items)
}

/// The word of a standing.
pub(crate) fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Overdue => "task-overdue",
        Standing::Soon => "task-soon",
        Standing::Later => "task-later",
    }
}

/// The duties as links, with what rule they follow from.
fn by_duty(visit: &Visit<'_>, query: &Query<'_>, counts: &[Count<'_>]) -> Markup {
    let all = tr(visit.lang, "tasks-every-duty");
    html! {
        nav.duties aria-label=(tr(visit.lang, "tasks-by-duty")) {
            ul {
                li { a href=(query.href(query.standing, None)) aria-current=[query.duty.is_none().then_some("true")] { (all) } }
                @for count in counts {
                    @let current = (query.duty == Some(count.duty.id)).then_some("true");
                    li {
                        a href=(query.href(query.standing, Some(count.duty.id))) aria-current=[current] {
                            (visit.t(count.ledger.title)) " · " (visit.t(count.duty.title)) " "
                            b { (count.overdue + count.soon + count.later) }
                        }
                        @if let Some(source) = count.duty.source.filter(|_| current.is_some()) {
                            small { (tr(visit.lang, "tasks-source")) (visit.t(source)) }
                        }
                    }
                }
            }
        }
    }
}
