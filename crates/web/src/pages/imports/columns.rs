//! The second step: which sheet and row is the header, and which column is which.

use hangji_platform::import::files::letters;
use hangji_platform::import::look::{Doubts, Look, Seen};
use hangji_platform::import::plan::ORG;
use hangji_platform::import::run::home;
use hangji_platform::import::waiting::Waiting;
use hangji_platform::ledger::Ledger;
use hangji_platform::{Refusal, Result};
use hangji_sheets::Layout;
use hangji_store::Tx;
use hangji_ui::components::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, card, data_table, form, heading, notice, pad,
    post_button,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::request::{Params, RequestCx};
use hangji_web_core::words::{field, message, platform};

use super::{Step, framed, link, steps};

/// What a page of columns shows beside the file itself.
#[derive(Default)]
pub(super) struct Given<'g> {
    /// A form that could not stand.
    pub(super) form: Option<&'g Params>,
    /// Why.
    pub(super) doubts: Doubts,
    /// Whether the preview no longer holds.
    pub(super) stale: bool,
    /// What was refused.
    pub(super) refused: Option<&'g Refusal>,
}

/// The layout of a form; the inner error is what cannot stand.
pub(super) fn read(ledger: &Ledger, look: &Look, form: &Params) -> Result<std::result::Result<Layout, Doubts>> {
    if form.get("header").is_some_and(|seen| seen != look.signature) {
        return Err(Refusal::Conflict(message("import-header-changed", &[])).into());
    }
    for column in &look.columns {
        let chosen = form.get(&name(column));
        let known = |key: &str| (key == ORG && !ledger.is_tree) || ledger.position(key).is_some();
        if !chosen.is_none_or(known) {
            return Err(Refusal::BadRequest(message("import-columns-wrong", &[])).into());
        }
    }
    Ok(look.decided(ledger, |column| form.get(&name(column)).map(str::to_owned)))
}

/// The name of a column's control.
fn name(column: &Seen) -> String {
    format!("c{}", column.index)
}

/// The page.
pub(super) fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    file: &Waiting,
    given: &Given<'_>,
) -> Result<Content> {
    let options = options(rcx, ledger, home(tx, &rcx.viewer)?.is_none());
    let lang = rcx.lang;
    let row = file.look.header_row.to_string();
    let rows = i64::try_from(file.look.rows).unwrap_or(0);
    let sub = tr_args(lang, "import-rows-in-file", &[("row", (&row).into()), ("count", rows.into())]);
    let discard = post_button(&format!("{}/discard", link(file.id)), &tr(lang, "import-discard"), false);
    let main = html! {
        (heading(&file.file, &format!("{} · {sub}", rcx.t(ledger.title)), discard))
        (steps(lang, Step::Columns))
        (notices(rcx, ledger, file, given))
        (card(&tr(lang, "import-columns"), html! {}, mapping(rcx, ledger, file, given, &options)))
        (card(&tr(lang, "import-header"), html! {}, header_form(rcx, file)))
    };
    Ok(framed(rcx, ledger, &file.file, main))
}

fn notices(rcx: &RequestCx<'_>, ledger: &Ledger, file: &Waiting, given: &Given<'_>) -> Markup {
    let lang = rcx.lang;
    let missing = match given.form {
        Some(_) => given.doubts.missing.clone(),
        None => file.look.decided(ledger, |c| c.key.clone()).err().unwrap_or_default().missing,
    };
    let titles: Vec<&str> = missing.iter().filter_map(|n| field(ledger, n)).map(|f| rcx.t(f.title)).collect();
    let list = titles.join(&tr(lang, "import-comma"));
    html! {
        @if let Some(refusal) = given.refused { (notice(Colour::Bad, html! { (refusal.text(platform(lang))) })) }
        @else if let Some(trouble) = &file.trouble { (notice(Colour::Bad, html! { (trouble.in_(platform(lang))) })) }
        @if given.stale { (notice(Colour::Warn, html! { (tr(lang, "import-stale")) })) }
        @if !titles.is_empty() {
            (notice(Colour::Warn, html! { (tr_args(lang, "import-missing", &[("fields", (&list).into())])) }))
        }
        @if file.look.remembered && given.form.is_none() {
            (notice(Colour::Info, html! { (tr(lang, "import-remembered")) }))
        }
    }
}

/// The table of columns, each with its control.
fn mapping(
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    file: &Waiting,
    given: &Given<'_>,
    options: &[(&'static str, String)],
) -> Markup {
    let lang = rcx.lang;
    let twice = match given.form {
        Some(_) => given.doubts.twice.clone(),
        None => file.look.decided(ledger, |c| c.key.clone()).err().unwrap_or_default().twice,
    };
    let rows = file.look.columns.iter().map(|column| {
        let chosen = match given.form {
            Some(form) => form.get(&name(column)),
            None => column.key.as_deref(),
        };
        let wrong = twice.contains(&column.index);
        let title = if column.title.is_empty() { tr(lang, "import-untitled") } else { column.title.as_str().into() };
        vec![
            Td::text(&letters(column.index)),
            Td::text(&title).heading(),
            Td::of(html! { span.import-samples { @for s in &column.samples { span { (s) } } } }),
            Td::of(control(rcx, column, &title, options, chosen, wrong)),
        ]
    });
    let table = Table {
        caption: tr(lang, "import-columns").into_owned(),
        columns: ["import-column", "import-column-title", "import-column-samples", "import-column-field"]
            .map(|key| Col::text(tr(lang, key)))
            .to_vec(),
        rows: rows.collect(),
        empty: tr(lang, "import-no-columns").into_owned(),
        ..Table::default()
    };
    html! {
        form.import-columns action={ (link(file.id)) "/columns" } method="post" {
            input type="hidden" name="header" value=(file.look.signature);
            (data_table(lang, &table))
            div.pad {
                div.buttons {
                    button.button.main type="submit" { (tr(lang, "import-to-preview")) }
                    span.hint { (tr(lang, "import-to-preview-hint")) }
                }
            }
        }
    }
}

/// What a column may be: value and words. Whose own organisation is not meant must have a column that says which.
fn options(rcx: &RequestCx<'_>, ledger: &Ledger, names_org: bool) -> Vec<(&'static str, String)> {
    let marked = |title: &str, required: bool| {
        let mark = if required { tr(rcx.lang, "import-required-mark") } else { "".into() };
        format!("{title}{mark}")
    };
    let org = (!ledger.is_tree).then(|| (ORG, marked(&tr(rcx.lang, "import-owning-organisation"), names_org)));
    let fields = ledger.fields.iter().map(|f| (f.name, marked(rcx.t(f.title), f.required)));
    org.into_iter().chain(fields).collect()
}

fn control(
    rcx: &RequestCx<'_>,
    column: &Seen,
    title: &str,
    options: &[(&'static str, String)],
    chosen: Option<&str>,
    wrong: bool,
) -> Markup {
    let lang = rcx.lang;
    let name = name(column);
    let error = format!("{name}-error");
    let place = letters(column.index);
    let label = tr_args(lang, "import-column-label", &[("column", (&place).into()), ("title", title.into())]);
    html! {
        div.field.wrong[wrong] {
            select name=(name) aria-label=(label) aria-invalid=[wrong.then_some("true")]
                aria-describedby=[wrong.then_some(&error)] {
                option value="" { (tr(lang, "import-ignore")) }
                @for (key, words) in options { option value=(key) selected[chosen == Some(key)] { (words) } }
            }
            @if wrong { p.error id=(error) { (tr(lang, "import-twice")) } }
        }
    }
}

/// The form that names another sheet or header row.
fn header_form(rcx: &RequestCx<'_>, file: &Waiting) -> Markup {
    let (lang, look) = (rcx.lang, &file.look);
    let sheets: Vec<(String, String)> = look.sheets.iter().map(|(at, name)| (at.to_string(), name.clone())).collect();
    let row = |(number, text): &(usize, String)| {
        let number = number.to_string();
        let args = [("row", (&number).into()), ("text", text.into())];
        (number.clone(), tr_args(lang, "import-header-row", &args))
    };
    let choose = |name: &str, label, value: usize, options, hint| {
        FormField::new(name, tr(lang, label), FieldKind::Select(options))
            .required()
            .value(value.to_string())
            .hint(tr(lang, hint).into_owned())
    };
    let mut fields = Vec::new();
    if sheets.len() > 1 {
        fields.push(choose("sheet", "import-sheet", look.sheet, sheets, "import-sheet-hint"));
    }
    let rows = look.first_rows.iter().map(row).collect();
    fields.push(choose("row", "import-header-label", look.header_row, rows, "import-header-hint"));
    let whole = Form {
        action: format!("{}/header", link(file.id)),
        fields,
        submit: tr(lang, "import-header-submit").into_owned(),
        ..Form::default()
    };
    html! {
        @if look.columns.is_empty() { (pad(html! { (tr(lang, "import-no-columns")) })) }
        (form(lang, &whole))
    }
}
