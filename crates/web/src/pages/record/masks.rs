//! Masked fields: how they are shown, and the form that states what opening them is needed for.

use hangji_platform::ledger::Ledger;
use hangji_platform::ledger::list::Line;
use hangji_platform::privacy::access_log::{self, LONGEST_WHY, Need, PURPOSE, PURPOSES, WHY};
use hangji_platform::{Refusal, Result};
use hangji_ui::components::{FieldKind, Form, FormField, Kind as Colour, card, form, notice};
use hangji_ui::{Markup, html, tr};
use hangji_web_core::links;
use hangji_web_core::request::{Params, RequestCx};
use hangji_web_core::words::platform;

/// How a record's masked fields are shown.
pub(crate) enum Masks {
    /// Behind their masks.
    Closed,
    /// Open, this once.
    Open,
    /// Behind their masks, because what was stated is not enough: what was sent, and why it is refused.
    Refused(Params, Refusal),
}

impl Masks {
    /// Whether masked fields are open.
    pub(crate) fn are_open(&self) -> bool {
        matches!(self, Masks::Open)
    }
}

/// The need that a form states.
pub(crate) fn stated(form: &Params) -> Result<Need> {
    Need::stated(form.get(PURPOSE), form.get(WHY))
}

/// What a record's page says of its masked fields: that they are open, or the form that opens them for those whose work
/// needs it.
pub(crate) fn part(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, masks: &Masks) -> Markup {
    let lang = rcx.lang;
    if !access_log::holds_masked(ledger, &line.record) || !rcx.viewer.may_unmask(ledger.name) {
        return html! {};
    }
    let (given, refused) = match masks {
        Masks::Open => return notice(Colour::Warn, html! { (tr(lang, "privacy-shown")) }),
        Masks::Closed => (Params::default(), None),
        Masks::Refused(given, refusal) => (given.clone(), Some(refusal)),
    };
    let whole = Form {
        action: format!("{}/show", links::record(ledger.name, line.record.id)),
        fields: fields(rcx, &given, refused),
        submit: tr(lang, "privacy-show").into_owned(),
        ..Form::default()
    };
    card(&tr(lang, "privacy-show-title"), html! {}, form(lang, &whole))
}

/// The fields that state a need.
pub(crate) fn fields(rcx: &RequestCx<'_>, given: &Params, refused: Option<&Refusal>) -> Vec<FormField> {
    let lang = rcx.lang;
    let value = |name: &str| given.raw(name).unwrap_or_default().to_owned();
    let error = |name: &str| match refused {
        Some(Refusal::Invalid(problems)) => {
            problems.iter().find(|p| p.field == Some(name)).map(|p| p.message.in_(platform(lang)).to_owned())
        }
        _ => None,
    };
    let options = PURPOSES.iter().map(|p| (p.code.to_owned(), rcx.t(p.term).to_owned())).collect();
    vec![
        FormField::new(PURPOSE, tr(lang, "privacy-purpose"), FieldKind::Select(options))
            .required()
            .value(value(PURPOSE))
            .error(error(PURPOSE)),
        FormField::new(WHY, tr(lang, "privacy-why"), FieldKind::Text { max: u32::try_from(LONGEST_WHY).ok() })
            .required()
            .value(value(WHY))
            .hint(tr(lang, "privacy-why-hint").into_owned())
            .error(error(WHY)),
    ]
}
