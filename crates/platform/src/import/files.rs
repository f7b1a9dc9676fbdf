//! Files that go out: templates to fill in, exports that can be imported again, and the workbook of refused rows.

use std::collections::HashMap;
use std::path::Path;

use hangji_sheets::{Cell, EXAMPLE_MARKS, Guide, Out, OutColumn, OutKind, Table, Writer, normal_title, title_unit};
use hangji_store::{Id, Tx};

use super::plan::{self, Fate, ORG, Plan};
use crate::access::Viewer;
use crate::ledger::list::{self, Line, States, Wanted, shown};
use crate::ledger::{Field, Kind, Ledger, State, Value};
use crate::privacy::access_log::{self, Need};
use crate::refusal::Refusal;
use crate::term::{Lang, t};
use crate::{Result, System};

fn refused(e: hangji_sheets::SheetError) -> anyhow::Error {
    Refusal::bad(e.zh(), e.to_string()).into()
}

fn column(field: &Field, lang: Lang) -> OutColumn {
    let options = match field.kind {
        Kind::Choice(choices) => choices.iter().map(|c| c.term.in_(lang).to_owned()).collect(),
        Kind::YesNo => [crate::t("是", "yes"), crate::t("否", "no")].map(|t| t.in_(lang).to_owned()).to_vec(),
        _ => Vec::new(),
    };
    let kind = match field.kind {
        Kind::Whole(..) => OutKind::Whole,
        Kind::Money(..) => OutKind::Money,
        Kind::Day => OutKind::Date,
        _ => OutKind::Text,
    };
    let mut notes: Vec<String> = field.hint.iter().map(|h| h.in_(lang).to_owned()).collect();
    if let Some(p) = field.purpose {
        notes.push(match lang {
            Lang::Zh => format!("谁需要：{}；用于：{}", p.needed_by.zh, p.reused_in.zh),
            Lang::En => format!("Needed by: {}; reused in: {}", p.needed_by.en, p.reused_in.en),
        });
    }
    let title = field.title.in_(lang).to_owned();
    OutColumn {
        width: 14,
        note: (!notes.is_empty()).then(|| notes.join("\n")),
        options,
        kind,
        required: field.required,
        title,
    }
}

/// All that a ledger's files can hold: the organisation, then the fields.
fn all_columns(ledger: &Ledger) -> Vec<Option<usize>> {
    let org = (!ledger.is_tree).then_some(None);
    org.into_iter().chain((0..ledger.fields.len()).map(Some)).collect()
}

/// The columns of a ledger's files: the organisation (none) and fields by position.
fn out_columns(ledger: &Ledger, lang: Lang, chosen: &[Option<usize>]) -> Vec<OutColumn> {
    let org = crate::t("所属党组织", "Organisation");
    let hint = crate::t(
        "填党组织名称或代码；只有账号所属党组织没有下级时才可以不填",
        "name or code of the organisation; may be left out only where your own has none below it",
    );
    let first = || OutColumn {
        title: org.in_(lang).to_owned(),
        width: 24,
        note: Some(hint.in_(lang).to_owned()),
        options: Vec::new(),
        kind: OutKind::Text,
        required: false,
    };
    chosen.iter().map(|c| c.map_or_else(first, |i| column(&ledger.fields[i], lang))).collect()
}

/// Writes the template of a ledger: header, drop-downs, notes, an example row, a guide.
///
/// # Errors
/// A refusal if the file cannot be written.
pub fn template(ledger: &Ledger, lang: Lang, path: &Path) -> Result<()> {
    let columns = out_columns(ledger, lang, &all_columns(ledger));
    let example = |name: &str| ledger.example.iter().find(|(n, _)| *n == name).map(|(_, text)| *text);
    let names = (!ledger.is_tree).then_some(ORG).into_iter().chain(ledger.fields.iter().map(|f| f.name));
    let row: Vec<Out<'_>> = names.map(|n| example(n).map_or(Out::Empty, Out::Text)).collect();
    let title = ledger.title.in_(lang);
    let lines = match lang {
        Lang::Zh => vec![
            format!("《{title}》：{}", ledger.about.zh),
            "带 * 的列必填；日期可写 2013-05-01、2013年5月1日、2013.5.1；金额可写 8000、8000元、2320.49万元。".to_owned(),
            "党组织、人员等可填名称或代码；重名时填代码。空白单元格不会覆盖已有内容。".to_owned(),
            "导入前可先试导入，逐行查看将新增、修改、跳过、退回的内容和原因。".to_owned(),
        ],
        Lang::En => vec![
            format!("{title}: {}", ledger.about.en),
            "Columns with * are required; write dates as 2013-05-01; money in yuan as 8000 or 2320.49.".to_owned(),
            "Name organisations and people by name or code; by code where several share a name. Empty cells overwrite nothing."
                .to_owned(),
            "Try a dry run first: it tells row by row what would be added, amended, skipped or refused, and why.".to_owned(),
        ],
    };
    let [mark_zh, mark_en] = EXAMPLE_MARKS;
    let guide =
        Guide { mark: t(mark_zh, mark_en).in_(lang), sheet: t("填写说明", "Guide").in_(lang), lines: &lines };
    hangji_sheets::template(path, title, Some(title), &columns, &row, &guide).map_err(refused)
}

/// Writes what is wanted of a ledger into a workbook (`.xlsx`) or CSV file and tells how many records it holds.
/// References are written so that they can be read back; masked fields stay masked.
///
/// # Errors
/// A refusal if the viewer may not take files away or the file cannot be written; a fault.
pub fn export(
    tx: &mut Tx<'_>,
    sys: &System,
    viewer: &Viewer,
    ledger: &Ledger,
    wanted: &Wanted,
    lang: Lang,
    path: &Path,
) -> Result<usize> {
    let mut count = 0;
    write_export(tx, sys, viewer, ledger, wanted, (lang, false), path, &mut |_| count += 1)?;
    Ok(count)
}

/// As [`export`], with masked fields open for a stated need, which the caller has to note with what this gives back: the
/// records that hold something masked, and how many there are in all.
///
/// # Errors
/// Also a refusal if the viewer's work does not need it.
#[expect(clippy::too_many_arguments, reason = "as for export, and for which need")]
pub fn export_opened(
    tx: &mut Tx<'_>,
    sys: &System,
    viewer: &Viewer,
    ledger: &Ledger,
    wanted: &Wanted,
    lang: Lang,
    path: &Path,
    need: &Need,
) -> Result<(usize, Vec<Id>)> {
    need.holds(viewer, ledger)?;
    let (mut count, mut opened) = (0, Vec::new());
    write_export(tx, sys, viewer, ledger, wanted, (lang, true), path, &mut |line| {
        count += 1;
        opened.extend(access_log::holds_masked(ledger, &line.record).then_some(line.record.id));
    })?;
    Ok((count, opened))
}

#[expect(clippy::too_many_arguments, reason = "as for export, and who hears of each record")]
fn write_export(
    tx: &mut Tx<'_>,
    sys: &System,
    viewer: &Viewer,
    ledger: &Ledger,
    wanted: &Wanted,
    (lang, opened): (Lang, bool),
    path: &Path,
    heard: &mut dyn FnMut(&Line),
) -> Result<()> {
    if !viewer.exports() {
        return Err(Refusal::Forbidden(crate::Message::new("您的角色不能导出", "your role may not export")).into());
    }
    let chosen = wanted.columns.clone().unwrap_or_else(|| all_columns(ledger));
    let mut columns = out_columns(ledger, lang, &chosen);
    // Where both stand in one file, each row says which it is.
    let in_both = wanted.states == States::All;
    columns.extend(in_both.then(|| state_column(lang)));
    let csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    if !csv && !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) {
        return Err(Refusal::bad("文件名应以 .xlsx 或 .csv 结尾", "the file name must end in .xlsx or .csv").into());
    }
    let mut writer =
        if csv { Writer::csv(path, &columns) } else { Writer::xlsx(path, ledger.title.in_(lang), None, &columns) }
            .map_err(refused)?;
    list::each(tx, sys, &viewer.scope(), ledger, wanted, |line| {
        let texts: Vec<Option<String>> = ledger
            .fields
            .iter()
            .enumerate()
            .map(|(i, f)| {
                let value = &line.record.values[i];
                let plain =
                    matches!((f.kind, value), (Kind::Whole(..) | Kind::Money(..) | Kind::Day, _) | (_, Value::Null));
                (!plain).then(|| match value {
                    Value::Int(id) if matches!(f.kind, Kind::Record(_)) => reference(Id(*id), &line, i),
                    _ => shown(f, value, None, lang, opened),
                })
            })
            .collect();
        let org = format!("{}（{}）", line.org_name, line.org_code);
        let mut cells: Vec<Out<'_>> = Vec::with_capacity(columns.len());
        for column in &chosen {
            let Some(i) = *column else {
                cells.push(Out::Text(&org));
                continue;
            };
            cells.push(match (&texts[i], &line.record.values[i], ledger.fields[i].kind) {
                (Some(text), ..) => Out::Text(text),
                (None, Value::Int(fen), Kind::Money(..)) => Out::Fen(*fen),
                (None, Value::Int(n), _) => Out::Whole(*n),
                (None, Value::Text(day), _) => Out::Date(day),
                (None, Value::Null, _) => Out::Empty,
            });
        }
        let state = match line.record.state {
            State::InForce => crate::t("有效", "in force"),
            State::Withdrawn => crate::t("已撤回", "withdrawn"),
        };
        cells.extend(in_both.then(|| Out::Text(state.in_(lang))));
        heard(&line);
        writer.row(&cells).map_err(refused)
    })?;
    writer.finish().map_err(refused)?;
    Ok(())
}

/// The column that says whether a record is in force.
fn state_column(lang: Lang) -> OutColumn {
    OutColumn {
        title: crate::t("记录状态", "Record state").in_(lang).to_owned(),
        width: 10,
        note: None,
        options: Vec::new(),
        kind: OutKind::Text,
        required: false,
    }
}

/// A reference as it can be read back: several may share a name, none shares a code.
fn reference(id: Id, line: &Line, field: usize) -> String {
    let code = line.codes[field].clone().unwrap_or_else(|| id.to_string());
    match &line.names[field] {
        Some(name) if *name != code => format!("{name}（{code}）"),
        _ => code,
    }
}

/// Writes the refused rows of a plan as they stood, with the reasons in a last column.
///
/// # Errors
/// A refusal if the file cannot be written.
pub fn refused_rows(ledger: &Ledger, plan: &Plan, lang: Lang, path: &Path) -> Result<usize> {
    let mut reasons = HashMap::new();
    for row in &plan.rows {
        if let Fate::Refuse(problems) = &row.fate {
            let each: Vec<&str> = problems.iter().map(|p| p.message.in_(lang)).collect();
            reasons.insert(row.number, each.join("\n"));
        }
    }
    rows_with_reasons(ledger, &plan.table, &reasons, lang, path)
}

/// Writes those rows of a table for which there are reasons, so that they can be mended and imported again: under titles
/// that the reader knows, with the units that it read them in.
///
/// # Errors
/// A refusal if the file cannot be written.
pub fn rows_with_reasons(
    ledger: &Ledger,
    table: &Table,
    reasons: &HashMap<usize, String>,
    lang: Lang,
    path: &Path,
) -> Result<usize> {
    let text_column = |title: String, width| OutColumn {
        title,
        width,
        note: None,
        options: Vec::new(),
        kind: OutKind::Text,
        required: false,
    };
    let mut columns: Vec<OutColumn> =
        mendable_titles(ledger, table, lang).into_iter().map(|title| text_column(title, 14)).collect();
    columns.push(text_column(crate::t("原行号", "Row").in_(lang).to_owned(), 8));
    columns.push(text_column(crate::t("退回原因", "Why refused").in_(lang).to_owned(), 60));
    let title = crate::t("退回的行", "Refused rows").in_(lang);
    let mut writer = Writer::xlsx(path, title, None, &columns).map_err(refused)?;
    let mut count = 0;
    for source in &table.rows {
        let Some(reason) = reasons.get(&source.number) else { continue };
        let mut texts: Vec<String> = table.columns.iter().map(|c| cell_text(source.cell(c.index))).collect();
        texts.push(source.number.to_string());
        texts.push(reason.clone());
        let cells: Vec<Out<'_>> = texts.iter().map(|t| if t.is_empty() { Out::Empty } else { Out::Text(t) }).collect();
        writer.row(&cells).map_err(refused)?;
        count += 1;
    }
    writer.finish().map_err(refused)?;
    Ok(count)
}

/// The titles of a table's columns, for a file of one header row: a title that only a person could place gives way to the
/// field's own, and a unit that stood elsewhere comes along.
fn mendable_titles(ledger: &Ledger, table: &Table, lang: Lang) -> Vec<String> {
    let known = plan::columns(ledger);
    let means = |title: &str| {
        let wanted = normal_title(title);
        known.iter().find(|k| k.titles.iter().any(|t| normal_title(t) == wanted)).map(|k| k.key.as_str())
    };
    let titles = table.columns.iter().map(|c| {
        let own = known.iter().find(|k| k.key == c.key);
        let canonical = own.and_then(|k| k.titles.get(usize::from(lang == Lang::En)).or(k.titles.first()));
        let title = match canonical {
            Some(canonical) if means(&c.title) != Some(&c.key) => canonical.clone(),
            _ => c.title.clone(),
        };
        let measured = ledger.position(&c.key).map(|i| ledger.fields[i].kind);
        match c.unit.as_ref().or(table.unit.as_ref()) {
            Some(unit)
                if matches!(measured, Some(Kind::Money(..) | Kind::Whole(..))) && title_unit(&title).is_none() =>
            {
                format!("{title}（{unit}）")
            }
            _ => title,
        }
    });
    titles.collect()
}

/// A cell as text.
pub(super) fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(s) | Cell::Fault(s) => s.clone(),
        Cell::Number(n) => n.to_string(),
        Cell::Date(_) => hangji_sheets::values::date(cell).ok().flatten().map_or_else(String::new, |d| d.to_string()),
        Cell::Bool(b) => b.to_string(),
    }
}

/// A column as Excel names it.
#[must_use]
pub fn letters(index: usize) -> String {
    hangji_sheets::column_letters(index)
}
