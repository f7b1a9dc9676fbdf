//! The third step: what each row would do, by outcome, page by page; and what can be done about it.

use hangji_platform::import::preview::{self, Line, MOST, Outcome};
use hangji_platform::import::waiting::Waiting;
use hangji_platform::ledger::{Field, Ledger};
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::record::{Line as Changed, changed};
use hangji_ui::components::{
    Col, FigureCard, Kind as Colour, Table, Td, button_link, card, data_table, figure_strip, heading, notice, pad,
    pager, post_button,
};
use hangji_ui::{Markup, html, number, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::{field, message, platform};
use hangji_web_core::{links, listing, paging};

use super::{Step, framed, link, steps};

const ROWS: i64 = 50;

/// What an outcome is called, in the address and in words: what would be, and what was.
fn names(outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Added => ("added", "import-will-add", "import-added"),
        Outcome::Amended => ("amended", "import-will-amend", "import-amended"),
        Outcome::Skipped => ("skipped", "import-will-skip", "import-skipped"),
        Outcome::Refused => ("refused", "import-will-refuse", "import-refused"),
        Outcome::Passed => ("passed", "import-passed", "import-passed"),
    }
}

/// The page.
pub(super) fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    file: &Waiting,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let change = button_link(&format!("{}?step=columns", link(file.id)), &tr(lang, "import-change-columns"), false);
    let main = html! {
        (heading(&file.file, rcx.t(ledger.title), html! {
            (change) (post_button(&format!("{}/discard", link(file.id)), &tr(lang, "import-discard"), false))
        }))
        (steps(lang, Step::Preview))
        @if let Some(refusal) = refused { (notice(Colour::Bad, html! { (refusal.text(platform(lang))) })) }
        @else if let Some(trouble) = &file.trouble { (notice(Colour::Bad, html! { (trouble.in_(platform(lang))) })) }
        (strip(rcx, file, false))
        (decision(rcx, file))
        (rows(tx, rcx, ledger, file, false)?)
    };
    Ok(framed(rcx, ledger, &file.file, main))
}

/// The counts, each opening its rows.
pub(super) fn strip(rcx: &RequestCx<'_>, file: &Waiting, stored: bool) -> Markup {
    let cards = Outcome::ALL.iter().zip(file.counts).map(|(outcome, count)| {
        let (name, will, did) = names(*outcome);
        FigureCard {
            label: tr(rcx.lang, if stored { did } else { will }).into_owned(),
            value: number(rcx.lang, count),
            unit: tr(rcx.lang, "import-unit-rows").into_owned(),
            href: format!("{}?outcome={name}#rows", link(file.id)),
            ..FigureCard::default()
        }
    });
    figure_strip(rcx.lang, &cards.collect::<Vec<_>>())
}

/// What can be done: store all, store the good ones, mend the others.
fn decision(rcx: &RequestCx<'_>, file: &Waiting) -> Markup {
    let lang = rcx.lang;
    let [added, amended, _, refused, _] = file.counts;
    let good = added + amended;
    let run = |mode: &str, words: &str| {
        html! {
            form.inline action={ (link(file.id)) "/run" } method="post" {
                input type="hidden" name="mode" value=(mode);
                button.button.main type="submit" { (words) }
            }
        }
    };
    let again = post_button(&format!("{}/preview", link(file.id)), &tr(lang, "import-again"), false);
    let workbook = button_link(&format!("{}/refused.xlsx", link(file.id)), &tr(lang, "import-refused-workbook"), false);
    let body = html! {
        @if refused > 0 {
            p { (tr_args(lang, "import-some-refused", &[("count", refused.into())])) }
        } @else if good == 0 {
            p { (tr(lang, "import-nothing-to-do")) }
        } @else {
            p { (tr(lang, "import-all-good")) }
        }
        div.buttons {
            @if good > 0 && refused == 0 {
                (run("all", &tr_args(lang, "import-run", &[("count", good.into())])))
            }
            @if good > 0 && refused > 0 {
                (run("good", &tr_args(lang, "import-run-good", &[("count", good.into())])))
            }
            @if refused > 0 { (workbook) }
            (again)
        }
    };
    card(&tr(lang, "import-decide"), html! {}, pad(body))
}

/// The rows of the outcome that the address asks for, else of the one that matters most.
pub(super) fn rows(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    file: &Waiting,
    stored: bool,
) -> Result<Markup> {
    let lang = rcx.lang;
    let outcome = chosen(rcx, file)?;
    let all = file.counts[outcome as usize];
    let kept = if outcome == Outcome::Refused { all } else { all.min(MOST as i64) };
    let pages = ((kept + ROWS - 1) / ROWS).max(1);
    let page = rcx.head.params.count("page", 1, i64::MAX / ROWS, 1)?.min(pages);
    let lines = preview::lines(tx, rcx.sys, file.id, outcome, (page - 1) * ROWS, ROWS)?;
    let (_, will, did) = names(outcome);
    let title = tr(lang, if stored { did } else { will });
    let table = Table {
        caption: title.clone().into_owned(),
        empty: tr(lang, "import-no-rows").into_owned(),
        ..table(rcx, ledger, file, outcome, &lines)
    };
    Ok(html! {
        div.import-rows id="rows" {
            (card(&title, html! {}, html! {
                (data_table(lang, &table))
                @if kept < all { (pad(html! { (tr_args(lang, "import-rows-kept", &[("count", kept.into())])) })) }
                @if !lines.is_empty() {
                    (pager(lang, &paging::steps(rcx, page, pages, kept, lines.len() as i64)))
                }
            }))
        }
    })
}

fn chosen(rcx: &RequestCx<'_>, file: &Waiting) -> Result<Outcome> {
    let Some(name) = rcx.head.params.get("outcome") else {
        let order = [Outcome::Refused, Outcome::Amended, Outcome::Added, Outcome::Skipped, Outcome::Passed];
        return Ok(order.into_iter().find(|o| file.counts[*o as usize] > 0).unwrap_or(Outcome::Added));
    };
    let found = Outcome::ALL.into_iter().find(|o| names(*o).0 == name);
    found.ok_or_else(|| Refusal::BadRequest(message("import-bad-outcome", &[])).into())
}

fn table(rcx: &RequestCx<'_>, ledger: &Ledger, file: &Waiting, outcome: Outcome, lines: &[Line]) -> Table {
    let lang = rcx.lang;
    let head = |key| Col::text(tr(lang, key));
    let number = Col::number(tr(lang, "import-row"));
    let (columns, rows): (Vec<Col>, Vec<Vec<Td>>) = match outcome {
        Outcome::Added => {
            let fields = mapped(ledger, file);
            let org = (!ledger.is_tree).then(|| head("term-organisation"));
            let columns = [number].into_iter().chain(org).chain(fields.iter().map(|f| listing::column(rcx, f)));
            (columns.collect(), lines.iter().map(|l| added(rcx, ledger, &fields, l)).collect())
        }
        Outcome::Amended => {
            let columns = vec![number, head("term-record"), head("term-organisation"), head("import-differences")];
            (columns, lines.iter().map(|l| amended(rcx, ledger, l)).collect())
        }
        Outcome::Refused => {
            let columns = vec![number, head("import-column-field"), head("import-why")];
            (columns, lines.iter().map(|l| refused(rcx, ledger, l)).collect())
        }
        Outcome::Skipped | Outcome::Passed => {
            let columns = vec![number, head("import-why")];
            (columns, lines.iter().map(|l| vec![row_number(l), reasons(rcx, l)]).collect())
        }
    };
    Table { columns, rows, ..Table::default() }
}

/// The fields that the file has columns for, in the order of the declaration.
fn mapped<'l>(ledger: &'l Ledger, file: &Waiting) -> Vec<&'l Field> {
    let has = |f: &&Field| file.layout.as_ref().is_some_and(|l| l.columns.iter().any(|(_, key)| key == f.name));
    ledger.fields.iter().filter(has).collect()
}

fn row_number(line: &Line) -> Td {
    Td::number(&line.number.to_string()).heading()
}

fn added(rcx: &RequestCx<'_>, ledger: &Ledger, fields: &[&Field], line: &Line) -> Vec<Td> {
    let mut cells = vec![row_number(line)];
    cells.extend((!ledger.is_tree).then(|| Td::text(&line.org)));
    cells.extend(fields.iter().map(|f| {
        let text = line.cells.iter().find(|c| c.field == f.name).map_or("", |c| c.after.in_(platform(rcx.lang)));
        if listing::is_amount(f) { Td::number(text) } else { Td::text(text) }
    }));
    cells
}

fn amended(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line) -> Vec<Td> {
    let lang = platform(rcx.lang);
    let record = match &line.record {
        Some((id, name)) => Td::link(&links::record(ledger.name, Id(*id)), name),
        None => Td::default(),
    };
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let lines: Vec<Changed> = line
        .cells
        .iter()
        .map(|c| Changed {
            field: field(ledger, &c.field).map_or_else(String::new, |f| rcx.t(f.title).to_owned()),
            before: c.before.as_ref().and_then(|w| filled(w.in_(lang))),
            after: filled(c.after.in_(lang)),
        })
        .collect();
    vec![row_number(line), record, Td::text(&line.org), Td::of(changed(rcx.lang, &lines))]
}

fn refused(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line) -> Vec<Td> {
    let title = |name: &str| match field(ledger, name) {
        Some(f) => rcx.t(f.title).into(),
        None => tr(rcx.lang, "import-owning-organisation"),
    };
    let fields: Vec<_> = line.why.iter().filter_map(|(name, _)| Some(title(name.as_deref()?))).collect();
    vec![row_number(line), Td::text(&fields.join(&tr(rcx.lang, "import-comma"))), reasons(rcx, line)]
}

fn reasons(rcx: &RequestCx<'_>, line: &Line) -> Td {
    let lang = platform(rcx.lang);
    Td::of(html! {
        ul.import-why { @for (_, why) in &line.why { li { (why.in_(lang)) } } }
    })
}
