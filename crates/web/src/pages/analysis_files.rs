//! The answer of an analysis to take away: its table as a workbook or CSV, its chart as a picture. The journal keeps who
//! took what.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use axum::extract::State;
use axum::response::Response;
use hangji_platform::journal::events::{self, Event};
use hangji_platform::{Refusal, Result};
use hangji_sheets::{Out, OutColumn, OutKind, Writer};
use hangji_store::Tx;
use hangji_ui::components::plot_file;
use hangji_ui::tr;
use hangji_web_core::download::{Format, fresh_path, take, taken};
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;

use crate::analysis::drawing::drawn;
use crate::analysis::sheet::Row;
use crate::analysis::{Ask, Sheet, sheet};

/// The file of the format that the address ends in.
pub(crate) async fn file(State(app): State<Shared>, head: RequestHead) -> Response {
    let format = Format::of_address(&head.here);
    let kind = format.ending();
    take(
        &app,
        head,
        format,
        move |tx, rcx| made(tx, rcx, kind),
        move |tx, cx, _, query: String| {
            let about = [("what", "analysis"), ("query", query.as_str()), ("kind", kind)];
            events::note(tx, cx, Event::Export, cx.actor, &about, "")
        },
    )
    .await
}

fn made(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, kind: &'static str) -> Result<(String, File, String)> {
    if !rcx.viewer.exports() {
        return Err(Refusal::Forbidden(message("analysis-no-export", &[])).into());
    }
    let ask = Ask::read(tx, rcx, &rcx.head.params)?;
    let sheet = sheet(tx, rcx, &ask)?;
    let title = format!("{}-{}-{}", tr(rcx.lang, "analysis-title"), ask.node.name, sheet.period);
    let path = fresh_path(rcx, kind)?;
    if kind == "svg" {
        let none = || Refusal::BadRequest(message("analysis-no-chart", &[]));
        let drawn = drawn(rcx, &ask, &sheet, "m").ok_or_else(none)?;
        File::create_new(&path)?.write_all(plot_file(drawn.form, &drawn.plot).as_bytes())?;
    } else {
        table(rcx, &sheet, kind, &title, &path)?;
    }
    Ok((format!("{title}.{kind}"), taken(&path)?, ask.query()))
}

fn table(rcx: &RequestCx<'_>, sheet: &Sheet, kind: &str, title: &str, path: &Path) -> Result<()> {
    let column = |title: &str, width: u8, kind: OutKind| OutColumn {
        title: title.to_owned(),
        width,
        note: None,
        options: Vec::new(),
        kind,
        required: false,
    };
    let heads = sheet.heads.iter().map(|h| column(&h.title, 16, OutKind::Decimal(h.decimals)));
    let columns: Vec<OutColumn> = std::iter::once(column(&sheet.label, 24, OutKind::Text)).chain(heads).collect();
    let mut writer = match kind {
        "xlsx" => Writer::xlsx(path, &tr(rcx.lang, "analysis-title"), Some(title), &columns)?,
        _ => Writer::csv(path, &columns)?,
    };
    let total = Row { label: tr(rcx.lang, "figure-total").into_owned(), href: None, numbers: sheet.total.clone() };
    for row in sheet.rows.iter().chain([&total]) {
        let number =
            |n: &crate::analysis::sheet::Number| n.shown.map_or(Out::Empty, |s| Out::Decimal(s.scaled, s.decimals));
        let cells: Vec<Out<'_>> =
            std::iter::once(Out::Text(&row.label)).chain(row.numbers.iter().map(number)).collect();
        writer.row(&cells)?;
    }
    writer.finish()?;
    Ok(())
}
