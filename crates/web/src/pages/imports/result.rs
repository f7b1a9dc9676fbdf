//! The last step: what an import did, the rows that were refused, and the way back.

use hangji_platform::import::done::{self, Done};
use hangji_platform::import::waiting::{self, Stage, Waiting};
use hangji_platform::ledger::Ledger;
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{
    FieldKind, Form, FormField, Kind as Colour, button_link, card, facts, form, heading, notice, pad, post_button,
};
use hangji_ui::{Markup, html, number, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::request::{Params, RequestCx};
use hangji_web_core::words::{moment, platform};
use hangji_web_core::{error, fields, links};

use super::{Step, framed, id_of, link, preview, steps};

/// An undoing that was refused: the reason as it was given, and why not.
type Undoing<'u> = Option<(&'u Params, &'u Refusal)>;

/// The result of a file that is still kept, rows included.
pub(super) fn of_file(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, file: &Waiting, undoing: Undoing<'_>) -> Result<Content> {
    let import = done::one(tx, rcx.sys, &rcx.viewer, file.id)?.ok_or_else(waiting::none)?;
    let ledger = rcx.viewer.may_read(rcx.sys, &file.ledger)?;
    let lang = rcx.lang;
    // What the rows say was seen in the territory of that day.
    let current = file.is_current(tx, &rcx.viewer)?;
    let workbook = format!("{}/refused.xlsx", link(file.id));
    let middle = html! {
        @if current {
            (preview::strip(rcx, file, true))
            @if file.counts[3] > 0 {
                (notice(Colour::Warn, html! {
                    (tr_args(lang, "import-mend", &[("count", file.counts[3].into())])) " "
                    a href=(workbook) { (tr(lang, "import-refused-workbook")) }
                }))
            }
        }
    };
    let below = if current {
        preview::rows(tx, rcx, ledger, file, true)?
    } else {
        html! {}
    };
    let until = tr_args(lang, "import-kept-until", &[("time", (&moment(file.expires_at)).into())]);
    let forget = html! {
        (pad(html! {
            p { (until) }
            (post_button(&format!("{}/discard", link(file.id)), &tr(lang, "import-forget"), false))
        }))
    };
    let below = html! { (below) (card(&tr(lang, "import-uploaded-file"), html! {}, forget)) };
    Ok(page(rcx, ledger, &import, middle, below, undoing))
}

/// The result of an import whose file has gone, or that was made elsewhere.
pub(super) fn alone(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: Id) -> Result<Content> {
    alone_with(tx, rcx, id, None)
}

fn alone_with(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: Id, undoing: Undoing<'_>) -> Result<Content> {
    let import = done::one(tx, rcx.sys, &rcx.viewer, id)?.ok_or_else(waiting::none)?;
    let ledger = rcx.viewer.may_read(rcx.sys, &import.ledger)?;
    Ok(page(rcx, ledger, &import, html! {}, html! {}, undoing))
}

/// The page after an undoing that was refused.
pub(super) fn refused(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    text: &str,
    given: &Params,
    refusal: &Refusal,
) -> Result<Content> {
    let id = id_of(text)?;
    let undoing = Some((given, refusal));
    let content = match waiting::one(tx, rcx.sys, &rcx.viewer, id, rcx.app.clock.now_ms()) {
        Ok(file) if file.stage == Stage::Stored => of_file(tx, rcx, &file, undoing)?,
        Ok(_) => alone_with(tx, rcx, id, undoing)?,
        Err(e) => match error::refusal(e)? {
            Refusal::NotFound(_) => alone_with(tx, rcx, id, undoing)?,
            other => return Err(other.into()),
        },
    };
    Ok(content.refused(refusal))
}

fn page(
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    import: &Done,
    middle: Markup,
    below: Markup,
    undoing: Undoing<'_>,
) -> Content {
    let lang = rcx.lang;
    let open = button_link(&links::list(ledger.name), &tr(lang, "import-open-records"), true);
    let just_now = rcx.head.params.get("undone").is_some();
    let [added, amended, ..] = import.counts;
    let main = html! {
        (heading(&import.file, rcx.t(ledger.title), open))
        (steps(lang, Step::Result))
        @if import.undone {
            (notice(Colour::Info, html! {
                @if just_now {
                    (tr_args(lang, "import-undone-count", &[("added", added.into()), ("amended", amended.into())]))
                } @else {
                    (tr(lang, "import-undone"))
                }
            }))
        } @else {
            (notice(Colour::Good, html! { (tr(lang, "import-stored")) }))
        }
        (middle)
        (card(&tr(lang, "import-facts"), html! {}, pad(facts(lang, &items(rcx, ledger, import, middle.0.is_empty())))))
        @if !import.undone && rcx.viewer.writes(ledger.name) { (undo_form(rcx, import, undoing)) }
        (below)
    };
    framed(rcx, ledger, &import.file, main)
}

/// The facts of an import; `counted` if nothing above them counts its rows.
fn items(rcx: &RequestCx<'_>, ledger: &Ledger, import: &Done, counted: bool) -> Vec<(String, Markup, Option<String>)> {
    let lang = rcx.lang;
    let who = import.who.clone().unwrap_or_else(|| tr(lang, "history-operator").into_owned());
    let [added, amended, skipped, refused] = import.counts;
    let count = |n: i64| html! { (number(lang, n)) };
    let mut each = vec![
        ("import-when", html! { (moment(import.at)) }),
        ("import-who", html! { (who) }),
        ("term-ledger", html! { (rcx.t(ledger.title)) }),
        ("import-number", html! { (import.id) }),
    ];
    if counted {
        each.extend([
            ("import-added", count(added)),
            ("import-amended", count(amended)),
            ("import-skipped", count(skipped)),
            ("import-refused", count(refused)),
        ]);
    }
    each.into_iter().map(|(key, value)| (tr(lang, key).into_owned(), value, None)).collect()
}

fn undo_form(rcx: &RequestCx<'_>, import: &Done, undoing: Undoing<'_>) -> Markup {
    let lang = rcx.lang;
    let mut reason = FormField { kind: FieldKind::Text { max: Some(500) }, ..fields::reason(rcx) };
    let mut summary = Vec::new();
    if let Some((given, refusal)) = undoing {
        reason.value = given.raw("reason").unwrap_or_default().to_owned();
        let text = refusal.text(platform(lang));
        match refusal {
            Refusal::Invalid(problems) if problems.iter().all(|p| p.field == Some("reason")) => {
                reason.error = Some(text);
            }
            _ => summary.push(text),
        }
    }
    let whole = Form {
        action: format!("{}/undo", link(import.id)),
        fields: vec![reason],
        submit: tr(lang, "import-undo").into_owned(),
        error_summary: summary,
        ..Form::default()
    };
    card(
        &tr(lang, "import-undo"),
        html! {},
        html! { (pad(html! { p { (tr(lang, "import-undo-hint")) } })) (form(lang, &whole)) },
    )
}
