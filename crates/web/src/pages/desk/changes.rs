//! What changed lately among the records that the viewer sees, by day; an import or its undo is one line.

use hangji_platform::Result;
use hangji_platform::journal::history::{self, MOST_COUNTED, Passed};
use hangji_platform::ledger::list;
use hangji_store::{Day, Id, Tx};
use hangji_ui::components::{Task, card as boxed, empty_state, tasks};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::history::{Names, entry_kind};
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::moment;
use hangji_web_core::{links, listing};

const LATEST: usize = 8;

/// The card.
pub(super) fn card(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Markup> {
    let lang = rcx.lang;
    let mut names = Names::default();
    let mut days: Vec<(Day, Vec<Task>)> = Vec::new();
    for passed in history::lately(tx, rcx.sys, &rcx.viewer, LATEST)? {
        let Some(task) = line(tx, rcx, &mut names, &passed)? else { continue };
        let day = Day::of_ms(passed.latest.at);
        match days.last_mut() {
            Some((last, items)) if *last == day => items.push(task),
            _ => days.push((day, vec![task])),
        }
    }
    let body = html! {
        @if days.is_empty() { (empty_state(&tr(lang, "desk-no-changes"), "")) }
        @for (day, items) in &days {
            h3.day { (day) }
            (tasks(items))
        }
    };
    Ok(boxed(&tr(lang, "desk-changes"), html! {}, body))
}

fn line(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, names: &mut Names, passed: &Passed) -> Result<Option<Task>> {
    let entry = &passed.latest;
    let ledger = rcx.sys.ledger(entry.ledger)?;
    let actor = names.actor(tx, rcx, entry.actor)?;
    let time = moment(entry.at);
    let time = time.split_once(' ').map_or(time.as_str(), |(_, clock)| clock);
    let tag = entry_kind(entry.act, entry.batch).words(rcx.lang);
    if entry.batch != Id::default() {
        let key = if passed.entries >= MOST_COUNTED { "desk-many-records" } else { "desk-records" };
        let count = tr_args(rcx.lang, key, &[("count", passed.entries.into())]);
        let (title, href) = (format!("{} · {count}", rcx.t(ledger.title)), links::list(ledger.name));
        return Ok(Some(Task { tag, title, href, detail: format!("{actor} · {time}"), ..Task::default() }));
    }
    let Some(line) = list::one(tx, rcx.sys, &rcx.scope, ledger, entry.record)? else { return Ok(None) };
    Ok(Some(Task {
        tag,
        title: format!("{} · {}", rcx.t(ledger.title), listing::name(rcx, ledger, &line)),
        href: links::record(ledger.name, entry.record),
        detail: format!("{} · {actor} · {time}", line.org_name),
        ..Task::default()
    }))
}
