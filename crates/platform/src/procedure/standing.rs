//! Where a case stands: a pure function of its records. No database, no clock but the day it is asked for.

use hangji_store::{Day, Id};

use super::declare::{Leads, Procedure, Step};

/// A step that was taken: a record in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Code of the step.
    pub step: &'static str,
    /// The record.
    pub record: Id,
    /// The day it happened.
    pub on: Day,
    /// Its order among those of a day: the record's id, which grows as records are made.
    pub order: i64,
    /// The code of the choice field by which it leads, where it leads so.
    pub outcome: Option<String>,
}

/// How a case stood from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its state.
    pub stands: String,
    /// First day.
    pub from: Day,
    /// First day no longer.
    pub to: Day,
}

/// What is said of a step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// What it needs stood when it was taken.
    Founded,
    /// These steps, on which it stood, no longer stand (corrected, withdrawn, undone) or never did.
    Unfounded(Vec<&'static str>),
    /// It was unfounded, and a later step confirmed it.
    Confirmed,
}

/// A step that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Code of the step.
    pub step: &'static str,
    /// Steps that are missing before it; none: it may be taken.
    pub missing: Vec<&'static str>,
    /// By when, where its clock runs.
    pub due: Option<Day>,
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its states through time, without a gap from its opening on.
    pub spans: Vec<Span>,
    /// The steps that were taken, in order, with what is said of them.
    pub done: Vec<(Taken, Mark)>,
    /// What may come next.
    pub next: Vec<Next>,
}

impl Standing {
    /// The state on a day; none before the case was opened.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&str> {
        self.spans.iter().find(|s| s.from <= day && day < s.to).map(|s| s.stands.as_str())
    }
}

/// Where a case stands that was opened on a day and went through these steps.
#[must_use]
pub fn standing(procedure: &Procedure, opened: Day, taken: &[Taken]) -> Standing {
    let mut taken: Vec<Taken> = taken.to_vec();
    taken.sort_by_key(|t| (t.on, t.order));
    let mut done: Vec<(Taken, Mark)> = Vec::new();
    for step in taken {
        let mark = mark(procedure, &done, &step);
        if is_confirming(procedure, step.step) {
            confirm(procedure, &mut done);
        }
        done.push((step, mark));
    }
    let spans = spans(procedure, opened, &done);
    let next = procedure.steps.iter().filter_map(|s| next(opened, &done, s)).collect();
    Standing { spans, done, next }
}

fn is_confirming(procedure: &Procedure, step: &str) -> bool {
    procedure.step(step).is_some_and(|s| s.leads == Leads::Confirms)
}

/// Steps that a step needs and that do not stand.
fn missing(done: &[(Taken, Mark)], step: &Step) -> Vec<&'static str> {
    let stands = |code: &str| done.iter().any(|(t, mark)| t.step == code && !matches!(mark, Mark::Unfounded(_)));
    let mut missing: Vec<&'static str> = step.after.iter().copied().filter(|code| !stands(code)).collect();
    if step.leads != Leads::Confirms {
        // An unfounded step blocks what comes after it until it is confirmed or what it needs stands again.
        for (taken, mark) in done {
            if let Mark::Unfounded(lacks) = mark
                && !lacks.contains(&step.code)
            {
                missing.push(taken.step);
            }
        }
    }
    missing.sort_unstable();
    missing.dedup();
    missing
}

fn mark(procedure: &Procedure, done: &[(Taken, Mark)], taken: &Taken) -> Mark {
    match procedure.step(taken.step).map(|step| missing(done, step)) {
        Some(missing) if missing.is_empty() => Mark::Founded,
        Some(missing) => Mark::Unfounded(missing),
        None => Mark::Unfounded(Vec::new()),
    }
}

/// A confirming step settles what was unfounded before it.
fn confirm(procedure: &Procedure, done: &mut [(Taken, Mark)]) {
    for (taken, mark) in done {
        if matches!(mark, Mark::Unfounded(_)) && procedure.step(taken.step).is_some() {
            *mark = Mark::Confirmed;
        }
    }
}

/// The state that a step leads to by itself.
fn led_to(procedure: &Procedure, taken: &Taken) -> Option<&'static str> {
    match procedure.step(taken.step)?.leads {
        Leads::To(state) => Some(state),
        Leads::By(_, outcomes) => {
            let outcome = taken.outcome.as_deref();
            outcomes.iter().find(|(code, _)| Some(*code) == outcome).map(|(_, state)| *state)
        }
        Leads::Confirms => None,
    }
}

fn spans(procedure: &Procedure, opened: Day, done: &[(Taken, Mark)]) -> Vec<Span> {
    let mut changes: Vec<(Day, String)> = vec![(opened, procedure.opens.to_owned())];
    for (at, (taken, mark)) in done.iter().enumerate() {
        let led = if *mark != Mark::Founded {
            None
        } else if is_confirming(procedure, taken.step) {
            // From the day of the confirmation on, what the last confirmed step said holds.
            let confirmed = done[..at].iter().rev().find(|(_, m)| *m == Mark::Confirmed);
            confirmed.and_then(|(step, _)| led_to(procedure, step))
        } else {
            led_to(procedure, taken)
        };
        if let Some(state) = led {
            changes.push((taken.on.max(opened), state.to_owned()));
        }
    }
    let mut spans: Vec<Span> = Vec::new();
    for (from, stands) in changes {
        if let Some(last) = spans.last_mut() {
            if last.stands == stands {
                continue;
            }
            last.to = from;
        }
        spans.push(Span { stands, from, to: Day::OPEN });
    }
    // What was left on the day it was reached never stood.
    spans.retain(|s| s.from < s.to);
    spans
}

fn next(opened: Day, done: &[(Taken, Mark)], step: &Step) -> Option<Next> {
    let unfounded = done.iter().any(|(_, m)| matches!(m, Mark::Unfounded(_)));
    let taken = done.iter().any(|(t, m)| t.step == step.code && !matches!(m, Mark::Unfounded(_)));
    if taken && step.leads != Leads::Confirms || step.leads == Leads::Confirms && !unfounded {
        return None;
    }
    let day_of = |code: &str| done.iter().rev().find(|(t, _)| t.step == code).map(|(t, _)| t.on);
    let due = step.due.and_then(|(anchor, days)| {
        let from = anchor.map_or(Some(opened), day_of)?;
        Some(from.plus_days(days))
    });
    let missing = missing(done, step).into_iter().filter(|code| *code != step.code).collect();
    Some(Next { step: step.code, missing, due })
}
