//! The fields of a record's form, made from the declaration: controls, suggestions, and errors beside them.

use hangji_platform::ledger::list::Line;
use hangji_platform::ledger::suggest::{self, Suggestion};
use hangji_platform::ledger::{Field, Kind, Ledger};
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{FieldKind, FormField};
use hangji_ui::tr;

use crate::facts::purpose;
use crate::links;
use crate::request::{ORG, Params, RequestCx};
use crate::words::platform;

/// Suggestions inside the form.
const IN_FORM: usize = 20;
/// The most characters of a reference: a name made of parts, and a code.
const REFERENCE: u32 = 300;

/// The fields with what is wrong beside them.
pub fn with_errors(rcx: &RequestCx<'_>, mut fields: Vec<FormField>, refused: Option<&Refusal>) -> Vec<FormField> {
    if let Some(Refusal::Invalid(problems)) = refused {
        for field in &mut fields {
            // The reason of an act goes by another name where the ledger has a field of its own called so.
            let name = if field.name == WHY { REASON } else { field.name.as_str() };
            let here = problems.iter().find(|p| p.field == Some(name));
            field.error = here.map(|p| p.message.in_(platform(rcx.lang)).to_owned());
        }
    }
    fields
}

/// Errors that no field of the form can show.
pub fn whole_errors(rcx: &RequestCx<'_>, ledger: &Ledger, refused: Option<&Refusal>) -> Vec<String> {
    let shown =
        |name: &str| [REASON, "name", "value"].contains(&name) || name == ORG || ledger.position(name).is_some();
    match refused {
        None => Vec::new(),
        Some(Refusal::Invalid(problems)) => problems
            .iter()
            .filter(|p| !p.field.is_some_and(shown))
            .map(|p| p.message.in_(platform(rcx.lang)).to_owned())
            .collect(),
        Some(other) => vec![other.text(platform(rcx.lang))],
    }
}

/// The control of a field; `likely` are the records that one that refers to something probably means.
pub fn control(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, field: &Field, value: String, likely: &[Id]) -> Result<FormField> {
    let (kind, from) = match field.kind {
        Kind::Record(other) => reference(tx, rcx, other, likely)?,
        other => (plain_control(rcx, field, other), None),
    };
    let usual = matches!(field.kind, Kind::Record(_)).then(|| tr(rcx.lang, "reference-hint").into_owned());
    let made = FormField::new(field.name, rcx.t(field.title), kind)
        .value(value)
        .hint(field.hint.map(|h| rcx.t(h).to_owned()).or(usual))
        .purpose(purpose(rcx, field))
        .suggest(from);
    Ok(FormField { required: field.required, ..made })
}

/// The control of a kind of field that refers to nothing.
pub(crate) fn plain_control(rcx: &RequestCx<'_>, field: &Field, kind: Kind) -> FieldKind {
    let max = |n: usize| u32::try_from(n).ok();
    match kind {
        Kind::Text(n) | Kind::Code(n) => FieldKind::Text { max: max(n) },
        Kind::Long(n) => FieldKind::Long { max: max(n) },
        Kind::Phone | Kind::IdCard | Kind::Record(_) => FieldKind::Text { max: Some(100) },
        Kind::Whole(..) => FieldKind::Whole { unit: field.unit.map_or("", |u| rcx.t(u)).to_owned() },
        Kind::Money(..) => FieldKind::Money,
        Kind::Day => FieldKind::Date,
        Kind::Choice(_) | Kind::YesNo => FieldKind::Select(options(rcx, field)),
    }
}

/// The values that a choice or a yes/no may have, with their words.
pub fn options(rcx: &RequestCx<'_>, field: &Field) -> Vec<(String, String)> {
    match field.kind {
        Kind::Choice(choices) => choices.iter().map(|c| (c.code.to_owned(), rcx.t(c.term).to_owned())).collect(),
        Kind::YesNo => ["yes", "no"].map(|w| (w.to_owned(), tr(rcx.lang, w).into_owned())).to_vec(),
        _ => Vec::new(),
    }
}

/// The control of a field that refers to a record of a ledger: with those that are `likely` as suggestions, or else the
/// first by name; and the address for more. Without suggestions for those who may not read that ledger.
pub fn reference(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &str,
    likely: &[Id],
) -> Result<(FieldKind, Option<String>)> {
    let Ok(ledger) = rcx.viewer.may_read(rcx.sys, ledger) else {
        return Ok((FieldKind::Text { max: Some(REFERENCE) }, None));
    };
    let likely = &likely[..likely.len().min(IN_FORM)];
    let mut found = suggest::among(tx, rcx.sys, &rcx.scope, ledger, likely)?;
    if found.is_empty() {
        found = suggest::matching(tx, rcx.sys, &rcx.scope, ledger, "", IN_FORM as i64)?;
    }
    let options = found.into_iter().map(|Suggestion { text, place, .. }| (text, place)).collect();
    Ok((FieldKind::Lookup(options), Some(format!("{}/suggest", links::list(ledger.name)))))
}

/// The reason of an act, as a form sends it.
pub const REASON: &str = "reason";
/// The same, where the ledger has a field of its own that is called so.
pub const WHY: &str = "why";

/// As what the reason of an act on a ledger's records is sent.
pub fn reason_name(ledger: &Ledger) -> &'static str {
    if ledger.position(REASON).is_some() { WHY } else { REASON }
}

/// The field for the reason of an act on a ledger's records.
pub fn reason_for(rcx: &RequestCx<'_>, ledger: &Ledger) -> FormField {
    FormField { name: reason_name(ledger).into(), ..reason(rcx) }
}

/// The field for a reason.
pub fn reason(rcx: &RequestCx<'_>) -> FormField {
    FormField::new(REASON, tr(rcx.lang, "record-reason"), FieldKind::Text { max: Some(500) })
        .required()
        .hint(tr(rcx.lang, "record-reason-hint").into_owned())
}

/// The entry whose state the viewer sees, sent along so that nobody's change is lost.
pub fn seen_field(line: &Line) -> FormField {
    FormField::hidden("seen", line.record.entry.to_string())
}

/// The entry whose state a form was made from.
pub fn seen(form: &Params) -> Result<i64> {
    form.count("seen", 0, i64::MAX, -1)
}
