//! The events to take away, as a workbook or CSV: itself an event.

use std::fs::File;
use std::path::Path;

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::security_events::{self, Wanted};
use hangji_platform::journal::events;
use hangji_platform::privacy::access_log::{self, Taken};
use hangji_platform::{Refusal, Result};
use hangji_sheets::{Out, OutColumn, OutKind, Writer};
use hangji_store::Tx;
use hangji_ui::tr;
use hangji_web_core::download::{Format, fresh_path, take, taken};
use hangji_web_core::request::{RequestCx, RequestHead, Shared, short};
use hangji_web_core::words::{message, moment};

use super::events::{NARROWS, details, event_words, wanted, who};

/// Events read at a time.
const PIECE: i64 = 1000;
/// The most that one file holds: what a workbook does.
const MOST: usize = 1_000_000;
/// The columns: key of the title, width, name in the event.
const COLUMNS: [(&str, u8, &str); 7] = [
    ("events-number", 10, "seq"),
    ("events-when", 18, "at"),
    ("events-who", 24, "actor"),
    ("events-what", 16, "event"),
    ("events-subject", 20, "subject"),
    ("events-details", 60, "about"),
    ("events-record", 16, "record"),
];

/// The file of the format that the address ends in.
pub(crate) async fn file(State(app): State<Shared>, head: RequestHead) -> Response {
    let format = Format::of_address(&head.here);
    let kind = format.ending();
    take(
        &app,
        head,
        format,
        move |tx, rcx| made(tx, rcx, kind),
        move |tx, cx, _, (rows, filter): (usize, String)| {
            let columns = COLUMNS.map(|c| c.2).join(" ");
            access_log::took(
                tx,
                cx,
                Taken { what: events::LEDGER, rows, filter: &filter, columns: &columns, format: kind },
            )
        },
    )
    .await
}

fn made(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, kind: &'static str) -> Result<(String, File, (usize, String))> {
    let wanted = wanted(tx, rcx, &NARROWS)?;
    if !rcx.viewer.exports() {
        return Err(Refusal::Forbidden(message("analysis-no-export", &[])).into());
    }
    let path = fresh_path(rcx, kind)?;
    let rows = table(tx, rcx, wanted, kind, &path)?;
    let filter = rcx.head.params.0.iter().map(|(n, v)| format!("{n}={}", short(v))).collect::<Vec<_>>().join(" ");
    let title = tr(rcx.lang, "events-title");
    Ok((format!("{title}-{}.{kind}", rcx.today), taken(&path)?, (rows, filter)))
}

fn table(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, mut wanted: Wanted, kind: &str, path: &Path) -> Result<usize> {
    let lang = rcx.lang;
    let column = |(key, width, _): (&'static str, u8, &str)| OutColumn {
        title: tr(lang, key).into_owned(),
        width,
        note: None,
        options: Vec::new(),
        kind: if key == "events-number" { OutKind::Whole } else { OutKind::Text },
        required: false,
    };
    let columns = COLUMNS.map(column);
    let mut writer = match kind {
        "xlsx" => Writer::xlsx(path, &tr(lang, "events-title"), None, &columns)?,
        _ => Writer::csv(path, &columns)?,
    };
    let mut rows = 0;
    while rows < MOST {
        let found = security_events::list(tx, rcx.sys, &rcx.viewer, &wanted, PIECE)?;
        let Some(last) = found.last() else { break };
        wanted.before = Some(last.seq);
        for p in &found {
            let (at, who, record) = (moment(p.at), who(rcx, p), p.record.to_string());
            let subject = p.subject.as_ref().map_or("", |s| &s.1);
            let (what, details) = (event_words(rcx, p.event), details(rcx, p));
            writer.row(&[
                Out::Whole(p.seq),
                Out::Text(&at),
                Out::Text(&who),
                Out::Text(&what),
                Out::Text(subject),
                Out::Text(&details),
                Out::Text(&record),
            ])?;
        }
        rows += found.len();
    }
    writer.finish()?;
    Ok(rows)
}
