//! What this person must do, and how it stands with what others in the territory must do.

use hangji_platform::Result;
use hangji_platform::tasks::{Standing, Whose};
use hangji_store::Tx;
use hangji_ui::components::{Task, card, empty_state, tasks as task_list};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::request::RequestCx;
use hangji_web_core::tasks;

/// So many tasks the desk shows; the page of tasks shows all.
const FIRST: i64 = 6;

/// The card of one's own tasks; where there is nothing to do it says so.
pub(super) fn mine(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Markup> {
    let lang = rcx.lang;
    let of_records: i64 = tasks::counts(tx, rcx, Whose::Mine)?.iter().map(|c| c.overdue + c.soon + c.later).sum();
    let elsewhere = tasks::elsewhere(tx, rcx, FIRST)?;
    let all = of_records + elsewhere.len() as i64;
    let first = tasks::first(tx, rcx, elsewhere, FIRST)?;
    let every =
        html! { @if all > 0 { a href="/tasks" { (tr_args(lang, "desk-all-tasks", &[("count", all.into())])) } } };
    let items: Vec<Task> = first.into_iter().map(|t| t.task).collect();
    let body = match items.is_empty() {
        true => empty_state(&tr(lang, "desk-nothing"), &tr(lang, "desk-nothing-hint")),
        false => task_list(&items),
    };
    Ok(card(&tr(lang, "desk-todo"), every, body))
}

/// What others must do, by task; nothing where there is none.
pub(super) fn others(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Markup> {
    let lang = rcx.lang;
    let counts = tasks::counts(tx, rcx, Whose::Others)?;
    let mut items = Vec::new();
    for count in counts.iter().filter(|c| c.overdue + c.soon > 0) {
        let standing = if count.overdue > 0 { Standing::Overdue } else { Standing::Soon };
        let args = [("overdue", count.overdue.into()), ("soon", count.soon.into())];
        items.push(Task {
            kind: tasks::colour(standing),
            tag: rcx.t(count.task.title).to_owned(),
            title: rcx.t(count.ledger.title).to_owned(),
            href: format!("/tasks?whose=others&state={}&duty={}", standing.code(), count.task.id),
            detail: tr_args(lang, "desk-others-counts", &args),
            steps: None,
        });
    }
    if items.is_empty() {
        return Ok(html! {});
    }
    let every = html! { a href="/tasks?whose=others" { (tr(lang, "tasks-all")) } };
    Ok(card(&tr(lang, "desk-others"), every, task_list(&items)))
}
