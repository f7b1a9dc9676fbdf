//! The fields of a record's form, made from the declaration: controls, suggestions, and errors beside them.

use hangji_platform::ledger::{Field, Kind, Ledger};
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{FieldKind, FormField};
use hangji_ui::tr;

use crate::pages::record::{REASON, WHY, purpose};
use crate::pages::{filters, suggest};
use crate::request::{ORG, RequestCx};
use crate::words::platform;

/// The fields with what is wrong beside them.
pub(crate) fn with_errors(
    rcx: &RequestCx<'_>,
    mut fields: Vec<FormField>,
    refused: Option<&Refusal>,
) -> Vec<FormField> {
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
pub(crate) fn whole_errors(rcx: &RequestCx<'_>, ledger: &Ledger, refused: Option<&Refusal>) -> Vec<String> {
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
pub(crate) fn control(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    field: &Field,
    value: String,
    likely: &[Id],
) -> Result<FormField> {
    let (kind, from) = match field.kind {
        Kind::Record(other) => suggest::control(tx, rcx, other, likely)?,
        other => (plain_control(rcx, field, other), None),
    };
    let usual = matches!(field.kind, Kind::Record(_)).then(|| tr(rcx.lang, "reference-hint").into_owned());
    Ok(FormField {
        name: field.name.to_owned(),
        label: rcx.t(field.title).to_owned(),
        required: field.required,
        hint: field.hint.map(|h| rcx.t(h).to_owned()).or(usual),
        kind,
        value,
        purpose: purpose(rcx, field),
        suggest: from,
        ..FormField::default()
    })
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
        Kind::Choice(_) | Kind::YesNo => FieldKind::Select(filters::options(rcx, field)),
    }
}
